package io.sealcopy.storage.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.storage.file.GatheredWrite;
import io.sealcopy.storage.volume.VolumeFiles.Allocation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole writes that come one behind the other in one turn of a thread. */
class WriteTurnTest {
  private static final int LENGTH = 512;
  private static final int BLOCKS = 1024;
  private static final String GOOD = "good";

  @TempDir Path directory;

  private final List<String> ended = new ArrayList<>();
  private Path path = Path.of("");
  private FileVolume volume;

  @BeforeEach
  void openAFile() throws IOException {
    path = directory.resolve("file");
    volume =
        VolumeFiles.openFile(
            path, new VolumeGeometry(LENGTH, BLOCKS), Allocation.SPARSE, UUID::randomUUID);
  }

  @AfterEach
  void close() {
    volume.close();
  }

  private static ByteBuffer blocks(int count, int value) {
    byte[] bytes = new byte[count * LENGTH];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private void write(long lba, ByteBuffer bytes) {
    write(lba, bytes, false);
  }

  private void write(long lba, ByteBuffer bytes, boolean force) {
    volume
        .openWrite(lba, bytes.remaining() / LENGTH, force)
        .all(bytes, failure -> ended.add(lba + " " + (failure == null ? GOOD : failure)));
  }

  private int block(long lba) throws IOException {
    byte[] all = Files.readAllBytes(path);
    byte first = all[(int) lba * LENGTH];
    for (int i = 1; i < LENGTH; i++) {
      assertThat(all[(int) lba * LENGTH + i]).as("byte %d of block %d", i, lba).isEqualTo(first);
    }
    return first;
  }

  @Test
  void areMadeTogetherAtItsEndAndToldThenInTheirOrder() throws IOException {
    WriteTurn turn = WriteTurn.begin();
    write(3, blocks(1, 11));
    write(4, blocks(2, 12));
    write(6, blocks(1, 13));
    assertThat(turn.pending()).isTrue();
    assertThat(ended).isEmpty();
    assertThat(block(3)).isZero();
    turn.end();
    assertThat(turn.pending()).isFalse();
    assertThat(ended).containsExactly("3 good", "4 good", "6 good");
    assertThat(List.of(block(2), block(3), block(4), block(5), block(6), block(7)))
        .containsExactly(0, 11, 12, 12, 13, 0);
  }

  @Test
  void areMadeAtOnceOutsideOfATurn() throws IOException {
    write(3, blocks(1, 11));
    assertThat(ended).containsExactly("3 good");
    assertThat(block(3)).isEqualTo(11);
  }

  @Test
  void areMadeBeforeOneThatIsNotBehindTheLast() throws IOException {
    WriteTurn turn = WriteTurn.begin();
    write(3, blocks(2, 11));
    write(4, blocks(2, 12));
    assertThat(ended).containsExactly("3 good");
    assertThat(block(4)).isEqualTo(11);
    write(4, blocks(1, 13));
    turn.end();
    assertThat(ended).containsExactly("3 good", "4 good", "4 good");
    assertThat(List.of(block(3), block(4), block(5))).containsExactly(11, 13, 12);
  }

  @Test
  void areMadeBeforeAReadOfTheSameThread() throws Exception {
    WriteTurn turn = WriteTurn.begin();
    write(3, blocks(1, 11));
    ByteBuffer read = ByteBuffer.allocateDirect(LENGTH);
    CompletableFuture<String> told = new CompletableFuture<>();
    volume.read(3, read, failure -> told.complete(String.valueOf(failure)));
    assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("null");
    assertThat(read.flip().get(7)).isEqualTo((byte) 11);
    turn.end();
  }

  @Test
  void areMadeBeforeASliceOfAnotherWrite() throws IOException {
    WriteTurn turn = WriteTurn.begin();
    write(3, blocks(1, 11));
    WriteStream stream = volume.openWrite(3, 1, false);
    stream.data(0, blocks(1, 12));
    turn.end();
    assertThat(block(3)).isEqualTo(12);
  }

  @Test
  void areMadeBeforeAFlushIsAskedFor() throws Exception {
    WriteTurn turn = WriteTurn.begin();
    write(3, blocks(1, 11));
    CompletableFuture<String> told = new CompletableFuture<>();
    volume.flush(failure -> told.complete(String.valueOf(failure)));
    assertThat(ended).containsExactly("3 good");
    assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("null");
    turn.end();
  }

  @Test
  void waitForNobodyElseWhenTheyAreForced() throws Exception {
    WriteTurn turn = WriteTurn.begin();
    CompletableFuture<String> told = new CompletableFuture<>();
    volume
        .openWrite(3, 1, true)
        .all(blocks(1, 11), failure -> told.complete(String.valueOf(failure)));
    assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("null");
    assertThat(turn.pending()).isFalse();
    turn.end();
  }

  @Test
  void mayBeMoreThanOneCallTakes() throws IOException {
    WriteTurn turn = WriteTurn.begin();
    for (int i = 0; i < 2 * GatheredWrite.MOST + 5; i++) {
      write(i, blocks(1, i % 100 + 1));
    }
    turn.end();
    assertThat(ended).hasSize(2 * GatheredWrite.MOST + 5);
    for (int i = 0; i < 2 * GatheredWrite.MOST + 5; i++) {
      assertThat(block(i)).isEqualTo(i % 100 + 1);
    }
  }

  /** Memory that is not there stands for a disk that fails in the middle of the call. */
  @Test
  @SuppressWarnings("restricted") // The kernel alone follows the address.
  void failEachForItself() throws IOException {
    ByteBuffer nowhere = MemorySegment.ofAddress(4096).reinterpret(LENGTH).asByteBuffer();
    WriteTurn turn = WriteTurn.begin();
    write(3, blocks(1, 11));
    write(4, nowhere);
    write(5, blocks(1, 13));
    turn.end();
    assertThat(ended).hasSize(3);
    assertThat(ended.getFirst()).isEqualTo("3 good");
    assertThat(ended.get(1)).startsWith("4 WriteFailed").contains("writing block 4 failed");
    assertThat(ended.getLast()).isEqualTo("5 good");
    assertThat(List.of(block(3), block(5))).containsExactly(11, 13);
  }

  @Test
  void areMadeAtOnceWhenTheEndOfAnotherBringsThem() throws IOException {
    WriteTurn turn = WriteTurn.begin();
    volume.openWrite(3, 1, false).all(blocks(1, 11), _ -> write(9, blocks(1, 12)));
    write(4, blocks(1, 13));
    turn.end();
    assertThat(ended).containsExactly("9 good", "4 good");
    assertThat(block(9)).isEqualTo(12);
  }

  @Test
  void belongToTheInnermostTurn() throws IOException {
    WriteTurn outer = WriteTurn.begin();
    write(3, blocks(1, 11));
    WriteTurn.begin().end();
    assertThat(ended).containsExactly("3 good");
    write(4, blocks(1, 12));
    assertThat(block(4)).isZero();
    outer.end();
    assertThat(block(4)).isEqualTo(12);
  }
}

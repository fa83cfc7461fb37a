package io.sealcopy.storage.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sealcopy.storage.volume.VolumeFiles.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that pass by the page cache, and what goes through it: one volume. */
class WritePastCacheTest {
  private static final int BLOCK = 512;
  private static final int PAGE = 4096;
  private static final int PIECE = 128 * 1024;

  @TempDir Path directory;

  private FileVolume volume() throws IOException {
    return VolumeFiles.openFile(
        directory.resolve("file"),
        new VolumeGeometry(BLOCK, 4096),
        Allocation.SPARSE,
        UUID::randomUUID);
  }

  private static ByteBuffer filled(int length, int value) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(length + 2 * PAGE).alignedSlice(PAGE).slice(0, length);
    while (buffer.hasRemaining()) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  private static byte[] read(FileVolume volume, long lba, int blocks) {
    ByteBuffer into = ByteBuffer.allocate(blocks * BLOCK);
    CompletableFuture<Optional<VolumeFailure>> done = new CompletableFuture<>();
    volume.read(lba, into, failure -> done.complete(Optional.ofNullable(failure)));
    assertThat(done.join()).isEmpty();
    return into.array();
  }

  @Test
  void aRunReplacesWhatTheCacheHasAndIsReplacedThroughIt() throws IOException {
    try (FileVolume volume = volume()) {
      int blocks = 2 * PIECE / BLOCK;
      WriteStream before = volume.openWrite(0, blocks + 16, false);
      before.data(0, filled((blocks + 16) * BLOCK, 1));
      before.finish(failure -> assertThat(failure).isNull());
      ByteBuffer[] run = {filled(PIECE, 2), filled(PIECE, 3)};
      assumeThat(volume.writePastCache(8, run, 2)).as("the file system has O_DIRECT").isTrue();
      WriteStream after = volume.openWrite(9, 1, false);
      after.data(0, filled(BLOCK, 4));
      after.finish(failure -> assertThat(failure).isNull());

      byte[] expected = new byte[(blocks + 16) * BLOCK];
      Arrays.fill(expected, (byte) 1);
      Arrays.fill(expected, 8 * BLOCK, 8 * BLOCK + PIECE, (byte) 2);
      Arrays.fill(expected, 8 * BLOCK + PIECE, 8 * BLOCK + 2 * PIECE, (byte) 3);
      Arrays.fill(expected, 9 * BLOCK, 10 * BLOCK, (byte) 4);
      assertThat(read(volume, 0, blocks + 16)).isEqualTo(expected);
    }
  }

  @Test
  void littleOrUnalignedIsLeftToTheCache() throws IOException {
    try (FileVolume volume = volume()) {
      ByteBuffer[] little = {filled(PIECE, 2)};
      ByteBuffer[] much = {filled(PIECE, 2), filled(PIECE, 3)};
      assertThat(volume.writePastCache(8, little, 1)).isFalse();
      assertThat(volume.writePastCache(9, much, 2)).isFalse();
      assertThat(much[0].remaining()).isEqualTo(PIECE);
      assertThat(read(volume, 0, 32)).containsOnly(0);
    }
  }
}

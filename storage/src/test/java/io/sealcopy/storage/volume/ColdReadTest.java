package io.sealcopy.storage.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sealcopy.storage.file.ColdFiles;
import io.sealcopy.storage.volume.VolumeFiles.Allocation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads of what is not in the page cache: the caller does not wait for them. */
class ColdReadTest {
  private static final int LENGTH = 4096;
  private static final int BLOCKS = 4096;
  private static final long SEED = 7;

  @TempDir Path directory;

  private final byte[] content = new byte[BLOCKS * LENGTH];
  private Path path = Path.of("");
  private @Nullable FileVolume volume;

  @BeforeEach
  void openAFile() throws IOException {
    new Random(SEED).nextBytes(content);
    path = Files.write(directory.resolve("file"), content);
    volume =
        VolumeFiles.openFile(
            path, new VolumeGeometry(LENGTH, BLOCKS), Allocation.SPARSE, UUID::randomUUID);
  }

  @AfterEach
  void close() {
    volume().close();
  }

  /** What a read brought, and the thread that said so. */
  private record Answer(Optional<VolumeFailure> failure, String thread) {}

  @Test
  void whatIsInThePageCacheComesAtOnceOnTheCallersThread() throws Exception {
    ByteBuffer read = ByteBuffer.allocateDirect(8 * LENGTH);
    assertThat(read(5, read).get(30, TimeUnit.SECONDS).failure()).isEmpty();
    CompletableFuture<Answer> again = read(5, read.clear());
    assertThat(again).isCompleted();
    assertThat(again.join().thread()).isEqualTo(Thread.currentThread().getName());
    check(5, read);
  }

  @Test
  void whatIsNotIsReadOnAnotherThread() throws Exception {
    ByteBuffer read = ByteBuffer.allocateDirect(8 * LENGTH + 48);
    Answer answer;
    int tries = 0;
    do { // The kernel may have the blocks again already, on a busy machine.
      chill();
      answer = read(9, read.clear().position(48)).get(30, TimeUnit.SECONDS);
      assertThat(answer.failure()).isEmpty();
    } while (!answer.thread().startsWith("read-file") && ++tries < 10);
    assertThat(answer.thread()).startsWith("read-file");
    check(9, read.slice(48, 8 * LENGTH).position(8 * LENGTH));
  }

  @Test
  void whatIsPartlyThereIsReadOnFromWhereItEnds() throws Exception {
    chill();
    // The kernel reads ahead a little, not all of it.
    assertThat(read(0, ByteBuffer.allocateDirect(LENGTH)).get(30, TimeUnit.SECONDS).failure())
        .isEmpty();
    ByteBuffer all = ByteBuffer.allocateDirect(BLOCKS * LENGTH);
    Answer answer = read(0, all).get(30, TimeUnit.SECONDS);
    assertThat(answer.failure()).isEmpty();
    assertThat(answer.thread()).startsWith("read-file");
    check(0, all);
  }

  @Test
  void moreReadsThanThereAreThreadsAllEnd() throws Exception {
    chill();
    List<ByteBuffer> buffers = new ArrayList<>();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      buffers.add(ByteBuffer.allocateDirect(LENGTH));
      answers.add(read(stride(i), buffers.get(i)));
    }
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get(30, TimeUnit.SECONDS).failure()).isEmpty();
      check(stride(i), buffers.get(i));
    }
  }

  @Test
  void aFlushDoesNotWaitBehindReads() throws Exception {
    Thread self = Thread.currentThread();
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger held = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(ColdReads.THREADS);
    for (int i = 0; held.get() < ColdReads.THREADS; i++) {
      assertThat(i).as("reads, of which %s were cold", held).isLessThan(BLOCKS);
      chill();
      AtomicBoolean told = new AtomicBoolean();
      volume()
          .read(
              stride(i),
              ByteBuffer.allocateDirect(LENGTH),
              _ -> {
                // What the kernel did not give up comes on this thread.
                boolean cold = !self.equals(Thread.currentThread());
                held.addAndGet(cold ? 1 : 0);
                told.set(true);
                if (cold) {
                  await(go);
                  ended.countDown();
                }
              });
      Awaitility.await().untilTrue(told);
    }
    assertThat(VolumeModelTest.wait(volume()::flush)).isNull();
    go.countDown();
    assertThat(await(ended)).isTrue();
  }

  @Test
  void whoFailsToHearOfAReadHoldsUpNoOther() throws Exception {
    chill();
    Thread self = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(300);
    for (int i = 0; i < 300; i++) {
      boolean fails = i % 10 == 5;
      volume()
          .read(
              stride(i),
              ByteBuffer.allocateDirect(LENGTH),
              _ -> {
                ended.countDown();
                if (fails && !self.equals(Thread.currentThread())) {
                  throw new IllegalStateException("planted by a test");
                }
              });
    }
    assertThat(await(ended)).isTrue();
  }

  @Test
  void readsDoNotWaitBehindFlushes() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < 10; i++) {
      volume().flush(_ -> await(go));
    }
    chill();
    ByteBuffer read = ByteBuffer.allocateDirect(LENGTH);
    assertThat(read(77, read).get(30, TimeUnit.SECONDS).failure()).isEmpty();
    check(77, read);
    go.countDown();
  }

  @Test
  void heapBuffersAreFilledToo() throws Exception {
    for (boolean cold : new boolean[] {true, false}) {
      if (cold) {
        chill();
      }
      ByteBuffer read = ByteBuffer.allocate(3 * LENGTH);
      assertThat(read(100, read).get(30, TimeUnit.SECONDS).failure()).isEmpty();
      check(100, read);
    }
  }

  @Test
  void whatAFileLostReadsAsZeros() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(LENGTH + 100);
    }
    ByteBuffer read = ByteBuffer.allocateDirect(3 * LENGTH);
    assertThat(read(0, read).get(30, TimeUnit.SECONDS).failure()).isEmpty();
    assertThat(read.hasRemaining()).isFalse();
    byte[] expected = new byte[3 * LENGTH];
    System.arraycopy(content, 0, expected, 0, LENGTH + 100);
    assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(expected));
  }

  private static int stride(int i) {
    return i * 997 % BLOCKS;
  }

  private void chill() throws IOException {
    assumeThat(ColdFiles.chill(path)).as("a file can be taken out of the page cache").isTrue();
  }

  private CompletableFuture<Answer> read(int lba, ByteBuffer into) {
    CompletableFuture<Answer> done = new CompletableFuture<>();
    volume()
        .read(
            lba,
            into,
            failure ->
                done.complete(
                    new Answer(Optional.ofNullable(failure), Thread.currentThread().getName())));
    return done;
  }

  private void check(int lba, ByteBuffer read) {
    assertThat(read.hasRemaining()).isFalse();
    ByteBuffer expected = ByteBuffer.wrap(content, lba * LENGTH, read.capacity());
    assertThat(read.flip().mismatch(expected)).isEqualTo(-1);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      return false;
    }
  }

  private FileVolume volume() {
    FileVolume opened = volume;
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return opened;
  }
}

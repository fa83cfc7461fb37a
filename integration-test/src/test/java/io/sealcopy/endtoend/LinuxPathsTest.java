package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A Linux host with mutual CHAP, digests and dm-multipath: a path is lost under load, a connection
 * is cut and the target killed in the middle of writes, and no write is lost.
 */
@Tag("system")
class LinuxPathsTest {
  private static final int MIB = 1 << 20;
  private static final int NOISE = 16 * MIB;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void noWriteIsLost() throws Exception {
    HostedUnits centre = new HostedUnits(scratch);
    centre.start();
    byte[] noise = new byte[NOISE];
    new Random(7).nextBytes(noise);
    Path file = Files.write(scratch.path("noise"), noise);
    Guest guest =
        centre
            .describe(new Guest(scratch))
            .environment("FIRST", centre.port())
            .environment("SECOND", centre.secondPort)
            .file(file);
    CompletableFuture<Void> killer =
        CompletableFuture.runAsync(() -> {
          awaitData(centre.volumeFile(0), 56L * MIB);
          centre.kill();
          centre.start();
        });
    Ran ran = guest.run("linux-paths.sh", LIMIT);
    assertThat(ran.out()).doesNotContain("not ok");
    killer.join();
    for (int at : new int[] {0, 16, 32, 48, 64, 80}) {
      assertThat(read(centre.volumeFile(0), (long) at * MIB)).isEqualTo(noise);
    }
  }

  private static void awaitData(Path file, long offset) {
    Scratch.await("data at " + offset, LIMIT, () -> hasData(file, offset));
  }

  private static boolean hasData(Path file, long offset) {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      open.seek(offset);
      return open.readLong() != 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file, long offset) throws IOException {
    byte[] data = new byte[NOISE];
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      open.seek(offset);
      open.readFully(data);
    }
    return data;
  }
}

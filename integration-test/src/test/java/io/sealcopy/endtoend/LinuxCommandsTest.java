package io.sealcopy.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Linux's tools do by commands beyond READ and WRITE is so in the volume's file. */
@Tag("system")
class LinuxCommandsTest {
  private static final int MIB = 1 << 20;
  private static final int NOISE = 16 * MIB;
  private static final Duration LIMIT = Duration.ofSeconds(150);

  @RegisterExtension final Scratch scratch = new Scratch();
  private final byte[] noise = new byte[NOISE];

  @Test
  void eachCommandChangesWhatItNames() throws Exception {
    HostedUnits centre = new HostedUnits(scratch);
    centre.start();
    new Random(11).nextBytes(noise);
    Ran ran =
        centre
            .describe(new Guest(scratch))
            .environment("FIRST", centre.port())
            .environment("SECOND", centre.secondPort)
            .file(Files.write(scratch.path("noise"), noise))
            .run("linux-commands.sh", LIMIT);
    assertThat(ran.out()).doesNotContain("not ok");
    Path file = centre.volumeFile(1);
    byte[] expected = Arrays.copyOf(noise, NOISE);
    assertThat(read(file, 0)).isEqualTo(expected);
    // SG_UNMAP of MiB 0, WRITE SAME at MiB 2 and 3, COMPARE AND WRITE and reservations at MiB 2.
    Arrays.fill(expected, 0, MIB, (byte) 0);
    byte[] eight = Arrays.copyOf("sealcopy".getBytes(US_ASCII), 512);
    for (int i = 0; i < 16; i++) {
      System.arraycopy(i < 3 ? noise : eight, 0, expected, 2 * MIB + i * 512, 512);
    }
    Arrays.fill(expected, 3 * MIB, 4 * MIB, (byte) 0);
    assertThat(read(file, 16L * MIB)).isEqualTo(expected);
    assertThat(Arrays.copyOf(read(file, 64L * MIB), MIB)).isEqualTo(Arrays.copyOf(noise, MIB));
    // 16 + 16 - 2 + 1 MiB hold data; the rest are holes.
    assertThat(allocated(file)).isBetween(30L * MIB, 33L * MIB);
    // The file systems were made, used, checked and discarded.
    assertThat(allocated(centre.volumeFile(0))).isLessThan(MIB);
  }

  private long allocated(Path file) {
    String blocks = scratch.run("stat", "-c", "%b", file.toString()).expectOk().out().strip();
    return Long.parseLong(blocks) * 512;
  }

  private static byte[] read(Path file, long offset) throws Exception {
    byte[] data = new byte[NOISE];
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      open.seek(offset);
      open.readFully(data);
    }
    return data;
  }
}

package io.sealcopy.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelFileTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;

  @Test
  void createsFilesForTheOwnerOnly() throws IOException {
    try (ChannelFile _ = ChannelFile.openOrCreate(path())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void readsBeyondTheEndAsZeros() throws IOException {
    try (ChannelFile file = ChannelFile.openOrCreate(path())) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
      ByteBuffer read = ByteBuffer.wrap(new byte[] {9, 9, 9, 9, 9});
      file.read(read, 1);
      assertThat(read.array()).containsExactly(2, 3, 0, 0, 0);
      assertThat(read.hasRemaining()).isFalse();
    }
  }

  @Test
  void reservesBlocksAndKeepsWhatWasThere() throws IOException {
    try (ChannelFile file = ChannelFile.openOrCreate(path())) {
      file.write(ByteBuffer.wrap(new byte[] {7}), 0);
      file.reserve(MIB);
      file.sync();
      assertThat(file.size()).isEqualTo(MIB);
      assertThat(allocated()).isGreaterThanOrEqualTo(MIB);
      ByteBuffer read = ByteBuffer.allocate(2);
      file.read(read, 0);
      assertThat(read.array()).containsExactly(7, 0);
    }
  }

  @Test
  void reservingMoreThanTheDiskHasIsOutOfSpace() throws IOException {
    try (ChannelFile file = ChannelFile.openOrCreate(path())) {
      long more = Files.getFileStore(directory).getTotalSpace() * 2;
      assertThatThrownBy(() -> file.reserve(more))
          .isInstanceOf(OutOfSpaceException.class)
          .hasMessageContaining("file");
    }
  }

  @Test
  void punchedRangeReadsAsZerosAndTakesNoSpace() throws IOException {
    try (ChannelFile file = ChannelFile.openOrCreate(path())) {
      byte[] ones = new byte[MIB];
      java.util.Arrays.fill(ones, (byte) 1);
      file.write(ByteBuffer.wrap(ones), 0);
      file.punchHole(65536, MIB - 131072);
      file.sync();
      ByteBuffer read = ByteBuffer.allocate(MIB);
      file.read(read, 0);
      for (int i = 0; i < MIB; i++) {
        assertThat(read.get(i)).isEqualTo((byte) (i < 65536 || i >= MIB - 65536 ? 1 : 0));
      }
      assertThat(file.size()).isEqualTo(MIB);
      assumeThat(allocated()).as("this file system punches holes").isLessThan(MIB);
      assertThat(file.allocatedRun(0, MIB)).isEqualTo(65536);
      assertThat(file.allocatedRun(65536, MIB - 65536)).isEqualTo(-(MIB - 131072));
      assertThat(file.allocatedRun(MIB - 65536, 65536)).isEqualTo(65536);
    }
  }

  @Test
  void aWriteThatFindsNoRoomNamesTheFile() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    try (ChannelFile file = ChannelFile.openExisting(full, true)) {
      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(10), 0))
          .isInstanceOf(OutOfSpaceException.class)
          .hasMessageContaining("/dev/full");
    }
  }

  private Path path() {
    return directory.resolve("file");
  }

  private long allocated() throws IOException {
    Process stat = new ProcessBuilder("stat", "-c", "%b", path().toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).strip()) * 512;
  }
}

package io.sealcopy.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectFileTest {
  private static final int PAGE = 4096;

  @TempDir Path directory;

  @Test
  void whatGoesThroughTheCacheAndWhatPassesByItAreOneFile() throws IOException {
    try (ChannelDirectory opened = ChannelDirectory.open(directory);
        StorageFile file = opened.openDirect("ring")) {
      file.reserve(8L * PAGE);
      file.write(pages(8, (byte) 1), 0);
      assertThat(read(file, 0, 8 * PAGE)).containsOnly(1);
      file.write(ByteBuffer.wrap(new byte[] {2, 2, 2}), PAGE + 5);
      file.write(pages(1, (byte) 3), 2 * PAGE);
      file.write(pages(2, (byte) 4).position(1), 4 * PAGE + 1);
      file.sync();
      byte[] expected = new byte[8 * PAGE];
      Arrays.fill(expected, (byte) 1);
      Arrays.fill(expected, PAGE + 5, PAGE + 8, (byte) 2);
      Arrays.fill(expected, 2 * PAGE, 3 * PAGE, (byte) 3);
      Arrays.fill(expected, 4 * PAGE + 1, 6 * PAGE, (byte) 4);
      assertThat(read(file, 0, 8 * PAGE)).isEqualTo(expected);
      assertThat(Files.readAllBytes(directory.resolve("ring"))).isEqualTo(expected);
    }
  }

  @Test
  void whatIsReadPastTheCacheIsWhatWentThroughIt() throws IOException {
    Path path = directory.resolve("ring");
    Files.write(path, new byte[3 * PAGE + 5]);
    try (ChannelDirectory opened = ChannelDirectory.open(directory);
        StorageFile file = opened.openDirect("ring");
        DirectAccess access = DirectAccess.to(path)) {
      assumeThat(access.work()).isTrue();
      file.write(ByteBuffer.wrap(new byte[] {2, 2, 2}), PAGE - 1);
      ByteBuffer two = pages(2, (byte) 9);
      assertThat(access.read(two, 0)).isTrue();
      assertThat(two.hasRemaining()).isFalse();
      byte[] expected = new byte[2 * PAGE];
      Arrays.fill(expected, PAGE - 1, PAGE + 2, (byte) 2);
      byte[] got = new byte[2 * PAGE];
      two.flip().get(got);
      assertThat(got).isEqualTo(expected);
    }
  }

  @Test
  void aReadThatIsNotAlignedOrPassesTheEndIsNotTaken() throws IOException {
    Path path = directory.resolve("ring");
    Files.write(path, new byte[2 * PAGE + 5]);
    try (DirectAccess access = DirectAccess.to(path)) {
      ByteBuffer two = pages(2, (byte) 9);
      assertThat(access.read(two, 512)).isFalse();
      assertThat(access.read(two.position(1), 0)).isFalse();
      assertThat(access.read(two.position(0), PAGE)).as("beyond the end").isFalse();
      assertThat(two.remaining()).isEqualTo(2 * PAGE);
    }
    try (ChannelDirectory opened = ChannelDirectory.open(directory);
        StorageFile file = opened.openDirect("ring")) {
      ByteBuffer two = pages(2, (byte) 9);
      file.read(two, PAGE);
      assertThat(two.hasRemaining()).isFalse();
      assertThat(two.get(PAGE + 4)).isZero();
      assertThat(two.get(PAGE + 5)).as("reads as zeros").isZero();
    }
  }

  @Test
  void theBufferIsUsedUp() throws IOException {
    try (ChannelDirectory opened = ChannelDirectory.open(directory);
        StorageFile file = opened.openDirect("ring")) {
      ByteBuffer source = pages(3, (byte) 7);
      file.write(source, 0);
      assertThat(source.hasRemaining()).isFalse();
      assertThat(file.size()).isEqualTo(3 * PAGE);
    }
  }

  @Test
  void severalBuffersFollowEachOther() throws IOException {
    Path path = directory.resolve("volume");
    Files.write(path, new byte[8 * PAGE]);
    try (DirectAccess writes = DirectAccess.to(path)) {
      assumeThat(writes.work()).isTrue();
      ByteBuffer[] run = {pages(1, (byte) 5), pages(2, (byte) 6), pages(1, (byte) 7)};
      assertThat(writes.write(run, 2, PAGE)).isTrue();
      assertThat(run[0].hasRemaining() || run[1].hasRemaining()).isFalse();
      byte[] expected = new byte[8 * PAGE];
      Arrays.fill(expected, PAGE, 2 * PAGE, (byte) 5);
      Arrays.fill(expected, 2 * PAGE, 4 * PAGE, (byte) 6);
      assertThat(Files.readAllBytes(path)).isEqualTo(expected);
    }
  }

  @Test
  void whatIsNotAlignedIsNotTaken() throws IOException {
    Path path = directory.resolve("volume");
    Files.write(path, new byte[8 * PAGE]);
    try (DirectAccess writes = DirectAccess.to(path)) {
      ByteBuffer[] run = {pages(1, (byte) 5), pages(2, (byte) 6).position(512)};
      assertThat(writes.write(run, 2, 0)).isFalse();
      assertThat(writes.write(run, 1, 512)).isFalse();
      assertThat(run[0].remaining()).isEqualTo(PAGE);
      assertThat(Files.readAllBytes(path)).containsOnly(0);
    }
  }

  private static byte[] read(StorageFile file, long position, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    file.read(into, position);
    return into.array();
  }

  private static ByteBuffer pages(int count, byte filling) {
    ByteBuffer pages = ByteBuffer.allocateDirect((count + 1) * PAGE).alignedSlice(PAGE);
    pages.limit(count * PAGE);
    while (pages.hasRemaining()) {
      pages.put(filling);
    }
    return pages.flip();
  }
}

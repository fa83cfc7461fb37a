package io.sealcopy.storage.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sealcopy.storage.file.ChannelDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockDeviceTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;

  @Test
  void loopDeviceIsReadWrittenAndRecognised() throws Exception {
    Path device = attach(4 * MIB);
    try (ChannelDirectory state = ChannelDirectory.open(directory.resolve("state"))) {
      UUID id;
      UUID incarnation;
      try (Volume volume = VolumeFiles.openDevice(device, 512, state, "device", UUID::randomUUID)) {
        assertThat(volume.geometry()).isEqualTo(new VolumeGeometry(512, 4 * MIB / 512));
        assertThat(volume.traits().thin()).isFalse();
        id = volume.traits().id();
        incarnation = volume.traits().incarnation();
        WriteStream stream = volume.openWrite(8191, 1, true);
        stream.data(0, ByteBuffer.allocate(512).put(511, (byte) 7));
        assertThat(VolumeModelTest.wait(stream::finish)).isNull();
        assertThat(VolumeModelTest.wait(c -> volume.unmap(0, 100, c))).isNull();
      }
      try (Volume volume = VolumeFiles.openDevice(device, 512, state, "device", UUID::randomUUID)) {
        assertThat(volume.traits().id()).isEqualTo(id);
        assertThat(volume.traits().incarnation()).isEqualTo(incarnation);
        ByteBuffer read = ByteBuffer.allocate(512);
        assertThat(VolumeModelTest.wait(c -> volume.read(8191, read, c))).isNull();
        assertThat(read.get(511)).isEqualTo((byte) 7);
      }
    } finally {
      run("losetup", "-d", device.toString());
    }
  }

  @Test
  void regularFilesAndMissingDevicesAreRefusedByName() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    try (ChannelDirectory state = ChannelDirectory.open(directory.resolve("state"))) {
      for (Path path : new Path[] {file, directory.resolve("missing")}) {
        assertThatThrownBy(
                () -> VolumeFiles.openDevice(path, 512, state, "device", UUID::randomUUID))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(path.toString());
      }
    }
  }

  private Path attach(int size) throws Exception {
    Path backing = directory.resolve("backing");
    try (RandomAccessFile file = new RandomAccessFile(backing.toFile(), "rw")) {
      file.setLength(size);
    }
    String device = run("losetup", "--find", "--show", backing.toString());
    assumeThat(device).as("a loop device can be attached here").startsWith("/dev/");
    return Path.of(device);
  }

  private static String run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      process.waitFor();
      return output;
    } catch (IOException e) {
      return "cannot run: " + e.getMessage();
    }
  }
}

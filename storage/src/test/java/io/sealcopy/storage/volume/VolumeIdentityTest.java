package io.sealcopy.storage.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.storage.volume.VolumeFiles.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeIdentityTest {
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(512, 2048);

  @TempDir Path directory;

  @Test
  void staysAcrossRestarts() throws IOException {
    VolumeTraits first = open("volume");
    assertThat(open("volume")).isEqualTo(first);
    assertThat(first.keepsContents()).isTrue();
  }

  @Test
  void aFileMadeAnewIsAnotherIncarnation() throws IOException {
    VolumeTraits first = open("volume");
    Files.delete(directory.resolve("volume"));
    assertThat(open("volume").incarnation()).isNotEqualTo(first.incarnation());
  }

  @Test
  void aCopyThatTookTheAttributesAlongIsAnotherIncarnationOfTheSameVolume() throws Exception {
    VolumeTraits first = open("volume");
    int exit =
        new ProcessBuilder(
                "cp",
                "--preserve=all",
                directory.resolve("volume").toString(),
                directory.resolve("copy").toString())
            .start()
            .waitFor();
    assertThat(exit).isZero();
    Files.move(
        directory.resolve("copy"),
        directory.resolve("volume"),
        StandardCopyOption.REPLACE_EXISTING);
    VolumeTraits copy = open("volume");
    assertThat(copy.incarnation()).isNotEqualTo(first.incarnation());
  }

  @Test
  void aFileOfAnotherSizeIsRefused() throws IOException {
    Files.write(directory.resolve("volume"), new byte[1000]);
    assertThatThrownBy(() -> open("volume"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1000")
        .hasMessageContaining("1048576");
  }

  @Test
  void aReadOnlyViewRefusesEveryChange() throws Exception {
    MemoryVolume memory = new MemoryVolume(UUID.randomUUID(), UUID.randomUUID(), GEOMETRY);
    ReadOnlyVolume view = new ReadOnlyVolume(memory, "kept for the copy");
    VolumeFailure refusal = new VolumeFailure.Protected("kept for the copy");
    assertThat(view.traits().writeProtected()).isTrue();
    assertThat(VolumeModelTest.wait(c -> view.zero(0, 1, c))).isEqualTo(refusal);
    assertThat(VolumeModelTest.wait(c -> view.unmap(0, 1, c))).isEqualTo(refusal);
    WriteStream stream = view.openWrite(0, 1, false);
    ByteBuffer bytes = ByteBuffer.allocate(512).put(0, (byte) 1);
    stream.data(0, bytes);
    assertThat(VolumeModelTest.wait(stream::finish)).isEqualTo(refusal);
    ByteBuffer read = ByteBuffer.allocate(512);
    assertThat(VolumeModelTest.wait(c -> view.read(0, read, c))).isNull();
    assertThat(read.array()).containsOnly(0);
    assertThat(VolumeModelTest.wait(view::flush)).isNull();
  }

  private VolumeTraits open(String name) throws IOException {
    try (Volume volume =
        VolumeFiles.openFile(
            directory.resolve(name), GEOMETRY, Allocation.SPARSE, UUID::randomUUID)) {
      return volume.traits();
    }
  }
}

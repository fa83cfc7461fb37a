package io.sealcopy.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelDirectoryTest {
  @TempDir Path temporary;

  @Test
  void isForTheOwnerOnly() throws IOException {
    try (ChannelDirectory directory = open();
        StorageDirectory _ = directory.directory("below")) {
      assertThat(mode(path())).isEqualTo("rwx------");
      assertThat(mode(path().resolve("below"))).isEqualTo("rwx------");
      directory.replace("secret", new byte[] {1});
      assertThat(mode(path().resolve("secret"))).isEqualTo("rw-------");
    }
  }

  @Test
  void listsFilesAndDirectoriesApartAndWithoutItsOwnNames() throws IOException {
    try (ChannelDirectory directory = open()) {
      directory.open("b").close();
      directory.replace("a", new byte[0]);
      directory.directory("groups").close();
      assertThat(directory.list()).containsExactly("a", "b");
      assertThat(directory.directories()).containsExactly("groups");
    }
  }

  @Test
  void replacesTheWholeContent() throws IOException {
    try (ChannelDirectory directory = open()) {
      directory.replace("state", new byte[] {1, 2, 3});
      directory.replace("state", new byte[] {4});
      assertThat(directory.readAll("state")).containsExactly(4);
      directory.delete("state");
      directory.delete("state");
      assertThat(directory.exists("state")).isFalse();
    }
  }

  @Test
  void removesWhatAnInterruptedReplacementLeft() throws IOException {
    try (ChannelDirectory directory = open()) {
      directory.replace("state", new byte[] {1});
    }
    Files.write(path().resolve(".replacing.state"), new byte[] {2});
    try (ChannelDirectory directory = open()) {
      assertThat(directory.readAll("state")).containsExactly(1);
    }
    assertThat(path().resolve(".replacing.state")).doesNotExist();
  }

  @Test
  void belongsToOnePartOfThisProcess() throws IOException {
    try (ChannelDirectory _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining(path().toString())
          .hasMessageContaining("this process");
    }
    open().close();
  }

  @Test
  void belongsToOneProcessWhichTheErrorNames() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                path().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('!');
      assertThatThrownBy(this::open)
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining(path().toString())
          .hasMessageContaining(Long.toString(other.pid()));
    } finally {
      other.destroyForcibly().waitFor();
    }
    open().close();
  }

  @Test
  void refusesNamesThatLeaveIt() throws IOException {
    try (ChannelDirectory directory = open()) {
      for (String name : new String[] {"", "..", "a/b", ".lock"}) {
        assertThatThrownBy(() -> directory.open(name)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void filesKeepTheirContent() throws IOException {
    try (ChannelDirectory directory = open();
        StorageFile file = directory.open("file")) {
      file.write(ByteBuffer.wrap(new byte[] {5}), 3);
      file.sync();
    }
    try (ChannelDirectory directory = open()) {
      assertThat(directory.readAll("file")).containsExactly(0, 0, 0, 5);
    }
  }

  /** Holds the directory until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      try (ChannelDirectory _ = ChannelDirectory.open(Path.of(arguments[0]))) {
        System.out.write('!');
        System.out.flush();
        Thread.sleep(60_000);
      }
    }
  }

  private ChannelDirectory open() throws IOException {
    return ChannelDirectory.open(path());
  }

  private Path path() {
    return temporary.resolve("state");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

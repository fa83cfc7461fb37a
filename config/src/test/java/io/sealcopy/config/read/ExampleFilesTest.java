package io.sealcopy.config.read;

import static io.sealcopy.config.read.ConfigFixture.valid;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.DecryptorConfig;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.Role;
import io.sealcopy.config.TrustedPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example files are valid and speak of each other; only their directories are moved. */
class ExampleFilesTest {
  @TempDir Path directory;
  private ConfigFixture files;

  @BeforeEach
  void start() throws Exception {
    files = new ConfigFixture(directory);
    for (String name : new String[] {"myhost", "replication", "decryptor"}) {
      files.write(name + ".secret", "rw-------", "a secret made for " + name);
    }
    for (String name : new String[] {"main", "remote", "decryptor"}) {
      TestIdentity.make(name).write(files, name);
    }
  }

  private Path example(String name) throws IOException {
    String text = Files.readString(Path.of(name));
    return files.write(
        name,
        "rw-r--r--",
        text.replace("/var/lib/sealcopy", directory.toString())
            .replace("/etc/sealcopy", directory.toString()));
  }

  @Test
  void theThreeExamplesFitTogether() throws IOException {
    MainConfig main = valid(ConfigReader.main(example("main.conf"), Map.of()));
    RemoteConfig remote = valid(ConfigReader.remote(example("remote.conf"), Map.of()));
    DecryptorConfig decryptor = valid(ConfigReader.decryptor(example("decryptor.conf"), Map.of()));

    var copy = remote.target().volumes().getFirst();
    var source = main.target().volumes().getFirst();
    assertThat(copy.size()).isEqualTo(source.size());
    assertThat(copy.blockLength()).isEqualTo(source.blockLength());
    assertThat(main.remotes().getFirst().endpoint().target()).isEqualTo(remote.target().name());
    assertThat(remote.target().portal().tlsListen())
        .containsExactly(main.remotes().getFirst().endpoint().portal());
    TrustedPeer remoteIdentity =
        TrustedPeer.of(remote.target().portal().tls().orElseThrow().certificate().getFirst());
    assertThat(main.remotes().getFirst().endpoint().tls().orElseThrow().trust())
        .containsExactly(remoteIdentity);
    assertThat(decryptor.remote().tls().orElseThrow().trust()).containsExactly(remoteIdentity);
    assertThat(remote.target().initiator(main.initiatorName()).orElseThrow().tlsCertificate())
        .containsExactly(
            TrustedPeer.of(
                main.remotes().getFirst().endpoint().tls().orElseThrow().certificate().getFirst()));
    assertThat(decryptor.remote().target()).isEqualTo(remote.target().name());
    assertThat(remote.target().initiator(main.initiatorName()).orElseThrow().rolesOn(copy.name()))
        .containsExactly(Role.REPLICATION);
    assertThat(
            remote.target().initiator(decryptor.initiatorName()).orElseThrow().rolesOn(copy.name()))
        .contains(Role.DECRYPTOR);
  }
}

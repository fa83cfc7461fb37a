package io.sealcopy.codebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.DecryptorConfig;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.Problem;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.read.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitScriptTest {
  @TempDir Path directory;

  private static <T> T valid(ConfigResult<T> result) {
    return switch (result) {
      case ConfigResult.Valid<T>(T config, List<Problem> warnings) -> {
        assertThat(warnings).isEmpty();
        yield config;
      }
      case ConfigResult.Invalid<T>(List<Problem> problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  @Test
  void whatItMakesIsValidAndFitsTogether() throws Exception {
    Path jars = SourceTree.ROOT.resolve("decryptor-host/target/lib");
    assumeTrue(Files.isDirectory(jars), jars + " is made by mvn package");
    Path my = directory.resolve("my");
    Process init =
        new ProcessBuilder(
                SourceTree.ROOT.resolve("scripts/init").toString(),
                my.toString(),
                "--size",
                "64 MiB",
                "--host-name",
                "iqn.2001-04.org.example:host")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    assertThat(init.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(init.exitValue()).isZero();

    MainConfig main = valid(ConfigReader.main(my.resolve("main.conf"), Map.of()));
    RemoteConfig remote = valid(ConfigReader.remote(my.resolve("remote.conf"), Map.of()));
    DecryptorConfig decryptor =
        valid(ConfigReader.decryptor(my.resolve("decryptor.conf"), Map.of()));

    assertThat(main.target().volume("data").orElseThrow().size()).hasValue(64 << 20);
    assertThat(remote.target().volume("data-copy").orElseThrow().size()).hasValue(64 << 20);
    assertThat(main.target().initiator("iqn.2001-04.org.example:host")).isPresent();
    byte[] proof = main.remotes().getFirst().endpoint().chap().orElseThrow().secret().copyBytes();
    assertThat(proof)
        .hasSize(24)
        .isEqualTo(
            remote
                .target()
                .initiator(main.initiatorName())
                .orElseThrow()
                .chap()
                .orElseThrow()
                .secret()
                .copyBytes());
    assertThat(decryptor.remote().chap()).isPresent();

    TrustedPeer at = TrustedPeer.of(own(remote.target().portal().tls()));
    assertThat(main.remotes().getFirst().endpoint().tls().orElseThrow().trust())
        .containsExactly(at);
    assertThat(decryptor.remote().tls().orElseThrow().trust()).containsExactly(at);
    assertThat(remote.target().initiator(main.initiatorName()).orElseThrow().tlsCertificate())
        .containsExactly(TrustedPeer.of(own(main.remotes().getFirst().endpoint().tls())));
    assertThat(remote.target().initiator(decryptor.initiatorName()).orElseThrow().tlsCertificate())
        .containsExactly(TrustedPeer.of(own(decryptor.remote().tls())));
  }

  private static X509Certificate own(Optional<TlsConfig> tls) {
    return tls.orElseThrow().certificate().getFirst();
  }
}

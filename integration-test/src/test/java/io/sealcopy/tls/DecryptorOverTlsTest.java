package io.sealcopy.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.Terminal;
import io.sealcopy.decryptor.cli.DecryptorMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealcopy table} with a URL and {@code --trust}, {@code --identity}. */
class DecryptorOverTlsTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int status(SecuredTarget target, String... more) {
    String url =
        "iscsi://127.0.0.1:%d/%s/%d"
            .formatted(target.securedPort(), SecuredTarget.NAME, SecuredTarget.COPY);
    List<String> all = new ArrayList<>(List.of("table", "status", url));
    all.addAll(List.of("--initiator-name", SecuredTarget.MAIN));
    all.addAll(List.of(more));
    said.reset();
    PrintStream to = new PrintStream(said, true, UTF_8);
    return DecryptorMain.run(new Terminal(to, to, false, Map.of()), all.toArray(String[]::new));
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void whoIsTrustedAndKnownGetsInAndNobodyElse() throws Exception {
    try (SecuredTarget target = new SecuredTarget(directory, Identity.make("own"))) {
      status(target, "--trust", path("own.crt"), "--identity", path("main"));
      assertThat(said.toString(UTF_8)).as("it is in").contains("is not bound to a pair");
      status(target, "--trust", path("host.crt"), "--identity", path("main"));
      assertThat(said.toString(UTF_8)).doesNotContain("is not bound");
      status(target, "--trust", path("own.crt"), "--identity", path("host"));
      assertThat(said.toString(UTF_8)).doesNotContain("is not bound");
      assertThat(status(target, "--identity", path("main"))).isEqualTo(2);
      assertThat(said.toString(UTF_8)).contains("--trust");
    }
  }
}

package io.sealcopy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sealcopy.config.AdminConfig;
import io.sealcopy.config.HostPort;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.target.admin.AdminRoute;
import io.sealcopy.target.admin.AdminServer;
import io.sealcopy.target.admin.AdminToken;
import io.sealcopy.target.cli.AdminClient;
import io.sealcopy.target.cli.ApiOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The administration API as other machines call it: in TLS, pinned, with its token. */
class AdminApiTest {
  private static final String TOKEN = "0123456789abcdef";

  @TempDir Path directory;
  private final Identity own = Identity.make("own");
  private final Identity caller = Identity.make("caller");
  private final List<String> audit = Collections.synchronizedList(new ArrayList<>());

  private AdminServer start(Optional<TlsConfig> tls, String host) throws IOException {
    own.write(directory.resolve("own"));
    caller.write(directory.resolve("caller"));
    Files.writeString(directory.resolve("token"), TOKEN + "\n");
    return AdminServer.start(
            new AdminConfig(new HostPort(host, 0), directory.resolve("token"), tls),
            new AdminToken(TOKEN),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            List::of)
        .audited(audit::add)
        .route("/v1/pairs", _ -> AdminRoute.Response.json(200, Map.of("done", true)));
  }

  private AdminClient client(AdminServer server, String... more) {
    ApiOptions options = new ApiOptions();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--api",
                "https://127.0.0.1:" + server.address().getPort() + "/",
                "--token-file",
                directory.resolve("token").toString()));
    arguments.addAll(List.of(more));
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObjectLenient(options))
        .parseArgs(arguments.toArray(String[]::new));
    return options.client("main").orElseThrow();
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private static CliException refused(AdminClient client) {
    return catchThrowableOfType(CliException.class, () -> client.get("/v1/pairs"));
  }

  @Test
  void whoTrustsItsCertificateAndHasTheTokenIsServedAndWrittenDown() throws Exception {
    try (AdminServer server = start(Optional.of(own.trusting()), "127.0.0.1")) {
      AdminClient client = client(server, "--trust", path("own.crt"));
      assertThat(client.get("/v1/pairs").flag("done")).isTrue();
      assertThat(audit).as("nothing is changed by that").isEmpty();
      client.post(
          "/v1/pairs?token=secret", Map.of("name", "data", "other", 1), Duration.ofSeconds(5));
      client.delete("/v1/pairs/data?token=secret");
      assertThat(audit)
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .matches(
                          "api caller=127\\.0\\.0\\.1:\\d+ command=\"POST /v1/pairs\" name=data"
                              + " outcome=200"),
              line ->
                  assertThat(line)
                      .matches(
                          "api caller=127\\.0\\.0\\.1:\\d+ command=\"DELETE /v1/pairs/data\""
                              + " outcome=200"));
      assertThat(
              client(server, "--trust", own.asPeer().fingerprint()).get("/v1/pairs").flag("done"))
          .isTrue();
    }
  }

  @Test
  void anotherCertificateOrAnotherTokenIsNotTaken() throws Exception {
    try (AdminServer server = start(Optional.of(own.trusting()), "127.0.0.1")) {
      assertThat(refused(client(server, "--trust", path("caller.crt"))))
          .hasMessageContaining("not one of those trusted here");
      Files.writeString(directory.resolve("token"), "another\n");
      assertThat(refused(client(server, "--trust", path("own.crt"))).exitCode())
          .isEqualTo(ExitCode.REFUSED);
      assertThatThrownBy(() -> client(server))
          .hasMessageContaining("needs to know the certificate");
    }
  }

  @Test
  void aCallerShowsItsCertificateWhereThatIsWanted() throws Exception {
    try (AdminServer server = start(Optional.of(own.trusting(caller)), "127.0.0.1")) {
      assertThat(refused(client(server, "--trust", path("own.crt"))).exitCode())
          .isEqualTo(ExitCode.UNREACHABLE);
      assertThat(
              client(server, "--trust", path("own.crt"), "--identity", path("caller"))
                  .get("/v1/pairs")
                  .flag("done"))
          .isTrue();
    }
  }

  @Test
  void theCommandLineOnTheSameMachineHasAllInTheConfiguration() throws Exception {
    TlsConfig tls = own.trusting(caller);
    try (AdminServer server = start(Optional.of(tls), "127.0.0.1")) {
      AdminConfig config =
          new AdminConfig(
              new HostPort("127.0.0.1", server.address().getPort()),
              directory.resolve("token"),
              Optional.of(tls));
      assertThat(new AdminClient(config, "main").get("/v1/pairs").flag("done")).isTrue();
    }
  }

  @Test
  void withoutTlsItIsNotServedBeyondThisMachine() {
    assertThatThrownBy(() -> start(Optional.empty(), "0.0.0.0"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not on loopback: it needs tls");
  }

  @Test
  void aPortInTlsDoesNotSpeakPlainHttp() throws Exception {
    try (AdminServer server = start(Optional.of(own.trusting()), "127.0.0.1");
        HttpClient plain = HttpClient.newHttpClient()) {
      URI page = URI.create("http://127.0.0.1:" + server.address().getPort() + "/health");
      HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(10)).build();
      assertThatThrownBy(() -> plain.send(request, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }
}

package io.sealcopy.target.cli;

import io.sealcopy.config.AdminConfig;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.tls.TlsContexts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Calls the administration API of a running program. */
public final class AdminClient {
  private final HttpClient client;
  private final String program;
  private final String base;
  private final String authorization;

  /**
   * A client with the token that the program keeps.
   *
   * @param program its command: {@code main} or {@code remote}
   * @throws CliException when the token cannot be read
   */
  public AdminClient(AdminConfig config, String program) {
    this(
        program,
        (config.tls().isPresent() ? "https://" : "http://") + config.listen(),
        config.tokenFile(),
        ApiOptions.context(config));
  }

  /**
   * A client with a copy of the token.
   *
   * @param base of every path, without a slash at its end
   * @throws CliException when the token cannot be read
   */
  AdminClient(String program, String base, Path tokenFile, Optional<SSLContext> tls) {
    this.program = program;
    this.base = base;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    tls.ifPresent(context -> builder.sslContext(context).sslParameters(TlsContexts.client()));
    this.client = builder.build();
    try {
      this.authorization = "Bearer " + Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNREACHABLE,
          "the admin token cannot be read: " + e.getMessage(),
          "start the " + program + " centre first (it makes the token), and run this as its user",
          e);
    }
  }

  /** What is there; a {@link CliException} when it is not. */
  public JsonObject get(String path) {
    return call("GET", path, null, Duration.ofSeconds(30));
  }

  /** What a command answers; a {@link CliException} when it was not done. */
  public JsonObject post(String path, @Nullable Map<String, ?> body, Duration limit) {
    return call("POST", path, body, limit);
  }

  /** As {@link #post}. */
  public JsonObject delete(String path) {
    return call("DELETE", path, null, Duration.ofSeconds(60));
  }

  private JsonObject call(
      String method, String path, @Nullable Map<String, ?> body, Duration limit) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(limit)
            .header("Authorization", authorization)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonObject answer = Json.parse(response.body());
      if (response.statusCode() == 200) {
        return answer;
      }
      throw failure(response.statusCode(), answer.optionalText("error").orElse("no reason given"));
    } catch (ConnectException e) {
      throw new CliException(
          ExitCode.UNREACHABLE,
          "no " + program + " centre answers at " + base,
          "start it: sealcopy " + program + " --config FILE",
          e);
    } catch (IOException | JsonException e) {
      throw new CliException(
          ExitCode.UNREACHABLE,
          "the " + program + " centre at " + base + " did not answer: " + e,
          "",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.FAILED, "interrupted", "", e);
    }
  }

  private CliException failure(int status, String message) {
    ExitCode code =
        switch (status) {
          case 400, 404 -> ExitCode.USAGE;
          case 401, 409 -> ExitCode.REFUSED;
          case 504 -> ExitCode.UNREACHABLE;
          default -> ExitCode.FAILED;
        };
    return new CliException(
        code,
        message,
        program.equals("main") ? "see: sealcopy pair show" : "see: sealcopy takeover");
  }
}

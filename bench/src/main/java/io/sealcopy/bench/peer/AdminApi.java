package io.sealcopy.bench.peer;

import io.sealcopy.bench.row.BenchException;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;

/**
 * The administration API of one of our servers, called without starting a JVM: that would be most
 * of what is measured.
 */
final class AdminApi {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Centre centre;

  AdminApi(Centre centre) {
    this.centre = centre;
  }

  JsonObject get(String path) throws InterruptedException {
    return call("GET", path);
  }

  JsonObject post(String path) throws InterruptedException {
    return call("POST", path);
  }

  private JsonObject call(String method, String path) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + centre.adminPort() + path))
              .timeout(LIMIT)
              .header(
                  "Authorization",
                  "Bearer " + Files.readString(centre.state().resolve("admin.token")).strip())
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new BenchException(path + ": " + response.body());
      }
      return Json.parse(response.body());
    } catch (IOException e) {
      throw new BenchException(path + ": " + e.getMessage(), e);
    }
  }
}

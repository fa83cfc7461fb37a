package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.read.ConfigReader;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.cli.AdminClient;
import io.sealcopy.target.cli.RemoteCentre;
import io.sealcopy.target.remote.CopyBlocks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Our remote centre in this process, with copies {@code copy-0}, {@code copy-1} and so on, as LUNs
 * of these numbers. The copies with the role of a main centre are those that it was given.
 */
public final class LocalRemote implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TARGET = "iqn.2026-01.io.sealcopy:remote";

  private final Path directory;
  private final int port = FreePort.next();
  private final Path file;
  private RemoteConfig config;
  private @Nullable RemoteCentre centre;

  /**
   * @param grants which copies each initiator replicates to, as a list of the configuration
   */
  public LocalRemote(Path directory, int copies, long bytes, Map<String, String> grants)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    StringBuilder volumes = new StringBuilder();
    for (int i = 0; i < copies; i++) {
      volumes.append(
          "{ name = copy-%d, lun = %d, backing.file = copy-%d.img, size = %d }\n"
              .formatted(i, i, i, bytes));
    }
    StringBuilder initiators = new StringBuilder();
    grants.forEach((initiator, names) ->
        initiators.append(
            "{ name = \"%s\", grants = [ { volumes = [%s], roles = [replication] } ] }\n"
                .formatted(initiator, names)));
    this.file = directory.resolve("remote.conf");
    Files.writeString(
        file,
        """
        remote {
          state-directory = remote-state
          target {
            name = "%s"
            portal.listen = "127.0.0.1:%d"
            volumes = [ %s ]
            plain-roles = allow
            plain-links = allow
            initiators = [ %s ]
          }
          admin.listen = "127.0.0.1:%d"
          receive-journal.size = 4 MiB
        }
        """
            .formatted(TARGET, port, volumes, initiators, FreePort.next()));
    this.config = read(file);
    start();
  }

  private static RemoteConfig read(Path file) {
    return switch (ConfigReader.remote(file, Map.of())) {
      case ConfigResult.Valid<RemoteConfig>(RemoteConfig valid, var _) -> valid;
      case ConfigResult.Invalid<RemoteConfig>(var problems) -> throw new AssertionError(problems);
    };
  }

  /** Changes the configuration for the next start. */
  public void configure(String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
    config = read(file);
  }

  /** One of its files. */
  public Path path(String name) {
    return directory.resolve(name);
  }

  /** What it says of a copy. */
  public JsonObject show(int copy) {
    return new AdminClient(config.admin(), "remote").get("/v1/copies/copy-" + copy);
  }

  /** Gives a command of the API. */
  public void command(int copy, String command) {
    new AdminClient(config.admin(), "remote")
        .post("/v1/copies/copy-" + copy + "/" + command, null, PATIENCE);
  }

  /** Makes a copy, with all of its group, this centre's own. */
  public void takeOver(int copy) {
    String token = show(copy).text("takeOverToken");
    new AdminClient(config.admin(), "remote")
        .post("/v1/copies/copy-" + copy + "/takeover?token=" + token, null, PATIENCE);
  }

  /** The same, and all of the group goes back to the earlier image that is kept. */
  public void takeOverToImage(int copy) {
    String token = show(copy).text("takeOverToken");
    new AdminClient(config.admin(), "remote")
        .post("/v1/copies/copy-" + copy + "/takeover?image=true&token=" + token, null, PATIENCE);
  }

  /** Starts it again. */
  public void start() throws IOException {
    centre = RemoteCentre.start(config);
  }

  /** Starts it again, and puts what comes on its volumes in another way. */
  public void start(Function<Volume, CopyBlocks> placement) throws IOException {
    centre = RemoteCentre.start(config, placement);
  }

  /** What {@code /health} says: the status, then the text. */
  public String health() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      InetSocketAddress admin = Objects.requireNonNull(centre).admin();
      URI uri = URI.create("http://127.0.0.1:" + admin.getPort() + "/health");
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  /** In order: everything that was acknowledged is in place in the images. */
  public void stop() {
    Objects.requireNonNull(centre).close();
    centre = null;
  }

  public String url(int lun) {
    return "iscsi://127.0.0.1:%d/%s/%d".formatted(port, TARGET, lun);
  }

  public byte[] image(int copy) throws IOException {
    return Files.readAllBytes(directory.resolve("copy-" + copy + ".img"));
  }

  @Override
  public void close() {
    if (centre != null) {
      stop();
    }
  }
}

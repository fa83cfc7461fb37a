package io.sealcopy.bench.peer;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One of our servers, started as a user would start it. */
public final class Centre implements Served, AutoCloseable {
  /** Which of the two. */
  public enum Kind {
    /** {@code sealcopy main}. */
    MAIN,
    /** {@code sealcopy remote}. */
    REMOTE;

    /** As the configuration and the command line call it. */
    public String word() {
      return this == MAIN ? "main" : "remote";
    }
  }

  private static final Pattern READY_LINE =
      Pattern.compile("^(main centre ready|remote centre iqn)");
  private static final Duration READY = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofMinutes(1);

  private record Place(
      String name,
      List<String> program,
      String target,
      int port,
      int adminPort,
      Path config,
      Path state) {}

  private final Lab lab;
  private final Settings settings;
  private final Place place;
  private Server server;

  private Centre(Lab lab, Settings settings, Place place, Server server) {
    this.lab = lab;
    this.settings = settings;
    this.place = place;
    this.server = server;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param name of its directory, with configuration and state
   */
  public static Centre start(Lab lab, Kind kind, String name, Settings settings)
      throws InterruptedException {
    Centre centre = prepare(lab, kind, name, settings).begin();
    centre.awaitReady();
    return centre;
  }

  /**
   * Starts a program of the benchmark that is a remote centre, and waits until it is ready.
   *
   * @param program its command line; it takes {@code --config} and says that it is ready as {@code
   *     sealcopy remote} does; the settings' options for a JVM do not reach it
   */
  public static Centre remoteBy(Lab lab, List<String> program, String name, Settings settings)
      throws InterruptedException {
    Centre centre = prepare(lab, Kind.REMOTE, program, name, settings).begin();
    centre.awaitReady();
    return centre;
  }

  /** Writes its configuration. */
  public static Prepared prepare(Lab lab, Kind kind, String name, Settings settings) {
    return prepare(lab, kind, List.of(lab.sealcopy(), kind.word()), name, settings);
  }

  private static Prepared prepare(
      Lab lab, Kind kind, List<String> program, String name, Settings settings) {
    int port = lab.freePort();
    int adminPort = lab.freePort();
    String target = "iqn.2026-11.io.sealcopy.bench:" + name.replace('/', '.');
    Path state = lab.path(name).resolve("state");
    Path config =
        lab.write(
            name + "/" + kind.word() + ".conf",
            text(kind, settings, target, port, adminPort, state));
    return new Prepared(
        lab,
        settings,
        new Place(name.replace('/', '-'), program, target, port, adminPort, config, state));
  }

  /** One that can be started, time after time. */
  public static final class Prepared {
    private final Lab lab;
    private final Settings settings;
    private final Place place;

    private Prepared(Lab lab, Settings settings, Place place) {
      this.lab = lab;
      this.settings = settings;
      this.place = place;
    }

    /** Starts it and does not wait. */
    public Centre begin() {
      return new Centre(lab, settings, place, launch(lab, settings, place));
    }
  }

  private static Server launch(Lab lab, Settings settings, Place place) {
    List<String> command = new ArrayList<>(place.program);
    command.addAll(List.of("--config", place.config.toString()));
    return lab.startJvm(
        place.name, Map.of("SEALCOPY_JAVA_OPTS", settings.jvm()), settings.placement().of(command));
  }

  /** Starts it again where it was; it must have ended. */
  public void startAgain() throws InterruptedException {
    server = launch(lab, settings, place);
    awaitReady();
  }

  private void awaitReady() throws InterruptedException {
    Server started = server;
    started.await("ready", READY, () -> ready(started));
  }

  private static boolean ready(Server server) {
    return server.log().lines().anyMatch(line -> READY_LINE.matcher(line).find());
  }

  private static String text(
      Kind kind, Settings settings, String target, int port, int adminPort, Path state) {
    return """
    %s {
      state-directory = "%s"
      target {
        name = "%s"
        portal {
          listen = "127.0.0.1:%d"
          %s
        }
        volumes = [
          %s
        ]
        initiators = [
          %s
        ]
      }
      admin.listen = "127.0.0.1:%d"
      %s
    }
    """
        .formatted(
            kind.word(),
            state,
            target,
            port,
            String.join("\n      ", settings.portal()),
            String.join("\n      ", settings.volumes()),
            String.join("\n      ", settings.initiators()),
            adminPort,
            String.join("\n  ", settings.more()));
  }

  @Override
  public String name() {
    return "Sealcopy";
  }

  @Override
  public String url() {
    return url(0);
  }

  /** One of its units, the first is 0. */
  public String url(int unit) {
    return "iscsi://127.0.0.1:%d/%s/%d".formatted(place.port, place.target, unit);
  }

  /** Its iSCSI name. */
  public String target() {
    return place.target;
  }

  /** Where it listens. */
  public String portal() {
    return "127.0.0.1:" + place.port;
  }

  public int port() {
    return place.port;
  }

  /** Where its administration API and its metrics are. */
  public int adminPort() {
    return place.adminPort;
  }

  /** Its configuration. */
  public Path config() {
    return place.config;
  }

  /** Its state directory. */
  public Path state() {
    return place.state;
  }

  /** The process. */
  public Server server() {
    return server;
  }

  @Override
  public double cpuSeconds() {
    return server.cpuSeconds();
  }

  /** Ends it in good order. */
  public void stop() throws InterruptedException {
    server.terminate(END);
  }

  @Override
  public void close() {
    server.close();
  }
}

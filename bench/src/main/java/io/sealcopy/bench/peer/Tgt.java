package io.sealcopy.bench.peer;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Placement;
import io.sealcopy.bench.lab.Server;
import io.sealcopy.bench.lab.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Debian's tgtd with one target; its volumes are files, read and written through the page cache.
 */
public final class Tgt implements Served, AutoCloseable {
  private static final String PACKAGE = "tgt";
  private static final String TARGET = "iqn.2026-11.io.sealcopy.bench:tgt";
  private static final int CONTROLS = 32_000;

  private final int port;
  private final Server server;

  private Tgt(int port, Server server) {
    this.port = port;
    this.server = server;
  }

  /** Starts it; the files become the units 1, 2 and so on. */
  public static Tgt start(Lab lab, Placement placement, List<Path> files)
      throws InterruptedException {
    int port = lab.freePort();
    // A socket file's name; made from a free TCP port it is free too.
    String control = "" + (port % CONTROLS + 1);
    Server server =
        lab.start(
            "tgtd",
            placement.of(
                List.of(
                    Tools.path("tgtd", PACKAGE),
                    "-f",
                    "-C",
                    control,
                    "--iscsi",
                    "portal=127.0.0.1:" + port)));
    List<String> admin =
        List.of(Tools.path("tgtadm", PACKAGE), "-C", control, "--lld", "iscsi", "--mode");
    server.await(
        "tgtd answers",
        Duration.ofSeconds(15),
        () -> answers(lab, with(admin, "system", "--op", "show")));
    lab.run(with(admin, "target", "--op", "new", "--tid", "1", "-T", TARGET)).expectOk();
    for (int unit = 1; unit <= files.size(); unit++) {
      String file = files.get(unit - 1).toString();
      lab.run(
              with(
                  admin,
                  "logicalunit",
                  "--op",
                  "new",
                  "--tid",
                  "1",
                  "--lun",
                  "" + unit,
                  "-b",
                  file))
          .expectOk();
    }
    lab.run(with(admin, "target", "--op", "bind", "--tid", "1", "-I", "ALL")).expectOk();
    return new Tgt(port, server);
  }

  private static boolean answers(Lab lab, List<String> command) {
    try {
      return lab.run(command).code() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }

  @Override
  public String name() {
    return "tgt";
  }

  @Override
  public String url() {
    return url(1);
  }

  /** One of its units, the first is 1. */
  public String url(int unit) {
    return "iscsi://127.0.0.1:%d/%s/%d".formatted(port, TARGET, unit);
  }

  @Override
  public double cpuSeconds() {
    return server.cpuSeconds();
  }

  @Override
  public void close() {
    server.close();
  }
}

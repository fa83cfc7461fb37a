package io.sealcopy.bench.peer;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Listening;
import io.sealcopy.bench.lab.Placement;
import io.sealcopy.bench.lab.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** jSCSI's target, of module interop-jscsi. It serves one connection, and is for reads only. */
public final class JscsiTarget implements Served, AutoCloseable {
  private static final String TARGET = "iqn.2026-11.io.sealcopy.bench:jscsi";

  private final int port;
  private final Server server;

  private JscsiTarget(int port, Server server) {
    this.port = port;
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param mebibytes length of the file
   */
  public static JscsiTarget start(Lab lab, Placement placement, Path file, long mebibytes)
      throws InterruptedException {
    int port = lab.freePort();
    Path module = lab.home().resolve("interop-jscsi/target");
    Server server =
        lab.start(
            "jscsi",
            placement.of(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-Xmx512m",
                    "-cp",
                    module.resolve("test-classes") + ":" + module.resolve("lib") + "/*",
                    "io.sealcopy.interop.jscsi.JscsiTarget",
                    file.toString(),
                    "" + mebibytes,
                    "" + port,
                    TARGET)));
    // A connection that opens and closes ends it.
    server.await("jSCSI listens", Duration.ofSeconds(30), () -> Listening.on(port));
    return new JscsiTarget(port, server);
  }

  /** Whether it is built. */
  public static boolean available(Lab lab) {
    return Files.isDirectory(lab.home().resolve("interop-jscsi/target/lib"));
  }

  @Override
  public String name() {
    return "jSCSI";
  }

  @Override
  public String url() {
    return "iscsi://127.0.0.1:%d/%s/0".formatted(port, TARGET);
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

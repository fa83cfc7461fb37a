package io.sealcopy.initiator;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Debian's tgtd with one target and one disk at LUN 1, on a port and control port of its own. */
final class Tgtd implements AutoCloseable {
  static final String TARGET = "iqn.2026-01.io.sealcopy.test:tgt";
  static final int LUN = 1;

  private final Process process;
  private final int control;
  private final int port;

  private Tgtd(Process process, int control, int port) {
    this.process = process;
    this.control = control;
    this.port = port;
  }

  /** Starts it, or ends the test as skipped where tgt is not installed or may not run. */
  static Tgtd start(Path directory, long size) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/tgtd")),
        "tgtd is not installed (Debian package tgt): interop with it is not tested");
    int port = freePort();
    // The control port names a socket file only; derived from a free TCP port it is free too.
    int control = port % 32_000 + 1;
    Process process =
        new ProcessBuilder(
                "/usr/sbin/tgtd", "-f", "-C", "" + control, "--iscsi", "portal=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("tgtd.log").toFile())
            .start();
    Tgtd tgtd = new Tgtd(process, control, port);
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> tgtd.admin("--mode", "system", "--op", "show") == 0);
      Path disk = directory.resolve("disk");
      try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
        file.setLength(size);
      }
      tgtd.must("--mode", "target", "--op", "new", "--tid", "1", "-T", TARGET);
      tgtd.must(
          "--mode", "logicalunit", "--op", "new", "--tid", "1", "--lun", "1", "-b", "" + disk);
      tgtd.must("--mode", "target", "--op", "bind", "--tid", "1", "-I", "ALL");
      return tgtd;
    } catch (RuntimeException | IOException | InterruptedException e) {
      tgtd.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void must(String... arguments) throws IOException, InterruptedException {
    if (admin(arguments) != 0) {
      throw new IOException("tgtadm failed: " + String.join(" ", arguments));
    }
  }

  private int admin(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("/usr/sbin/tgtadm", "-C", "" + control, "--lld", "iscsi"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  IscsiUrl url() {
    return url(TARGET);
  }

  IscsiUrl url(String target) {
    return (IscsiUrl) IscsiUrl.parse("iscsi://127.0.0.1:" + port + "/" + target + "/" + LUN);
  }

  int port() {
    return port;
  }

  /** Nothing of it outlives the test. */
  @Override
  public void close() {
    kill();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }
}

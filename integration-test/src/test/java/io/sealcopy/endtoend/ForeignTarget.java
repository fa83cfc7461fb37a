package io.sealcopy.endtoend;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's tgtd with one target and one disk, a file, at LUN 1. */
final class ForeignTarget {
  static final String TARGET = "iqn.2026-01.org.example:foreign";
  static final int LUN = 1;

  private final Scratch scratch;
  private final int port;
  private final int control;
  private final Path disk;
  private final Running running;

  private ForeignTarget(Scratch scratch, long size) throws IOException {
    this.scratch = scratch;
    port = scratch.freePort();
    // It names a socket file only; made from a free TCP port it is free too.
    control = port % 32_000 + 1;
    disk = scratch.path("foreign-" + port + ".img");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(size);
    }
    running =
        scratch.start(
            "tgtd",
            Map.of(),
            List.of(Tools.path("tgtd"), "-f", "-C", "" + control, "--iscsi", "portal=" + portal()));
  }

  static ForeignTarget start(Scratch scratch, long size) throws IOException {
    Tools.need("tgtd", "tgtadm");
    ForeignTarget target = new ForeignTarget(scratch, size);
    Scratch.await(
        "tgtd answers",
        Duration.ofSeconds(15),
        () -> target.admin("--mode", "system", "--op", "show").code() == 0);
    target.admin("--mode", "target", "--op", "new", "--tid", "1", "-T", TARGET).expectOk();
    target
        .admin(
            "--mode",
            "logicalunit",
            "--op",
            "new",
            "--tid",
            "1",
            "--lun",
            "" + LUN,
            "-b",
            target.disk.toString())
        .expectOk();
    target.admin("--mode", "target", "--op", "bind", "--tid", "1", "-I", "ALL").expectOk();
    return target;
  }

  private Ran admin(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(Tools.path("tgtadm"), "-C", "" + control, "--lld", "iscsi"));
    command.addAll(List.of(arguments));
    return scratch.run(command.toArray(String[]::new));
  }

  String portal() {
    return "127.0.0.1:" + port;
  }

  String url() {
    return "iscsi://" + portal() + "/" + TARGET + "/" + LUN;
  }

  Path disk() {
    return disk;
  }

  /** SIGKILL: it ignores SIGTERM while it has targets. */
  void kill() {
    running.kill();
  }
}

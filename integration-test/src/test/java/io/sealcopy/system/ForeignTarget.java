package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Debian's tgt with one unit on a file: a target that knows nothing of us. */
final class ForeignTarget implements AutoCloseable {
  static final String NAME = "iqn.2026-01.test:copy";

  private final Path directory;
  private final int control = 1000 + new Random().nextInt(30_000);
  final int port;
  final Path image;
  private final Program tgtd;

  ForeignTarget(Path directory, long bytes) throws IOException, InterruptedException {
    this.directory = directory;
    this.image = directory.resolve("copy.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    this.port = FreePort.next();
    this.tgtd =
        Program.start(
            directory.resolve("tgtd.log"),
            List.of("tgtd", "-C", "" + control, "--iscsi", "portal=127.0.0.1:" + port, "-f"));
    Thread.sleep(500);
    admin("--op", "new", "--mode", "target", "--tid", "1", "-T", NAME);
    admin(
        "--op", "new", "--mode", "logicalunit", "--tid", "1", "--lun", "1", "-b", image.toString());
    admin("--op", "bind", "--mode", "target", "--tid", "1", "-I", "ALL");
  }

  String url() {
    return "iscsi://127.0.0.1:" + port + "/" + NAME + "/1";
  }

  private void admin(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tgtadm", "-C", "" + control, "--lld", "iscsi"));
    command.addAll(List.of(arguments));
    assertThat(Program.start(directory.resolve("tgtadm.log"), command).await()).isZero();
  }

  @Override
  public void close() {
    tgtd.close(); // SIGKILL: it does not end by itself while sessions are open.
  }
}

package io.sealcopy.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Our remote centre with one copy; the main centre has its role without CHAP. */
final class RemoteCentreProcess implements AutoCloseable {
  static final String TARGET = "iqn.2026-01.io.sealcopy:remote";
  private static final String MAIN = "io.sealcopy.target.cli.RemoteMain";
  private static final String READY = "remote centre " + TARGET;

  private final Path config;
  private final Path log;
  final int port;
  final Path image;
  private Program process;

  RemoteCentreProcess(Path directory, long bytes) throws IOException, InterruptedException {
    this.config = directory.resolve("remote.conf");
    this.log = directory.resolve("remote.log");
    this.image = directory.resolve("sealed.img");
    this.port = FreePort.next();
    Files.writeString(
        config,
        """
        remote {
          state-directory = remote-state
          target {
            portal.listen = "127.0.0.1:%d"
            volumes = [ { name = copy, lun = 0, backing.file = sealed.img, size = %d } ]
            plain-roles = allow
            plain-links = allow
            initiators = [
              { name = "iqn.2026-01.io.sealcopy:main-centre"
                grants = [ { volumes = [copy], roles = [replication] } ] }
            ]
          }
          admin.listen = "127.0.0.1:%d"
          receive-journal.size = 4 MiB
        }
        """
            .formatted(port, bytes, FreePort.next()));
    this.process = launch();
  }

  private Program launch() throws IOException, InterruptedException {
    int before = Program.count(log, READY);
    return Program.java(log, MAIN, "remote", "--config", config.toString()).ready(READY, before);
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  void start() throws IOException, InterruptedException {
    process = launch();
  }

  /** In order, so that everything is in place in the image. */
  void end() throws InterruptedException {
    process.end();
  }

  String url() {
    return "iscsi://127.0.0.1:" + port + "/" + TARGET + "/0";
  }

  @Override
  public void close() {
    process.close();
  }
}

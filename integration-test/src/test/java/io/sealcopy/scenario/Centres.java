package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.system.LocalMain;
import io.sealcopy.system.LocalRemote;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A main centre and a remote centre with small volumes, and the pair {@link #PAIR}. */
final class Centres implements AutoCloseable {
  static final String INITIATOR = "iqn.2026-01.test:main";
  static final String PAIR = "data";
  static final long BYTES = 1 << 20;
  static final int BLOCKS = (int) (BYTES / 512);

  final LocalRemote remote;
  final LocalMain main;
  private final Path directory;

  /** Both centres, with so many volumes and copies each, and no pair. */
  Centres(Path directory, int volumes, long copyBytes, Map<String, String> grants)
      throws IOException {
    this.directory = directory;
    this.remote = new LocalRemote(directory.resolve("remote"), volumes, copyBytes, grants);
    this.main = new LocalMain(directory.resolve("main"), INITIATOR, volumes, BYTES);
  }

  /** Both centres, with one volume and one copy, and no pair. */
  static Centres unpaired(Path directory) throws IOException {
    return new Centres(directory, 1, BYTES, Map.of(INITIATOR, "\"copy-0\""));
  }

  /** With the pair, in state PAIR, and something in it. */
  static Centres paired(Path directory) throws Exception {
    Centres centres = unpaired(directory);
    centres.write(0, 64, 'a');
    centres.pair();
    centres.main.awaitState(PAIR, "PAIR");
    return centres;
  }

  JsonObject pair() {
    return main.create(PAIR, List.of(0), List.of(remote.url(0)));
  }

  /** A host writes so many blocks full of one character. */
  void write(int lba, int blocks, char fill) {
    try (Host host = new Host(main.url(0))) {
      host.write(lba, blocks, fill);
    }
  }

  JsonObject show() {
    return main.show(PAIR);
  }

  /** Waits for PSUE, and says why it is. */
  void awaitFault(String reason, String message) {
    main.awaitState(PAIR, "PSUE");
    assertThat(show().text("reason")).isEqualTo(reason);
    assertThat(show().text("message")).contains(message);
  }

  /** Everything crosses, and the copy, opened with the recipient's key, is what hosts wrote. */
  void awaitEqual() throws IOException {
    main.awaitState(PAIR, "PAIR");
    main.flush(PAIR);
    remote.stop();
    assertThat(main.open(PAIR, 0, remote.image(0))).isEqualTo(main.image(0));
    remote.start();
  }

  /** The files of a centre, as they are now. */
  void backUp(String centre) throws IOException {
    Backup.copy(directory.resolve(centre), directory.resolve(centre + ".backup"));
  }

  /** Takes back what happened since the backup. */
  void restore(String centre) throws IOException {
    Backup.copy(directory.resolve(centre + ".backup"), directory.resolve(centre));
  }

  /** The one file of this name below a directory. */
  static Path find(Path below, String name) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files.filter(each -> each.getFileName().toString().equals(name)).findFirst().get();
    }
  }

  /** Turns over one bit in every so many bytes. */
  static void damage(Path file, long from, int step) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (long at = from; at < bytes.length(); at += step) {
        bytes.seek(at);
        int old = bytes.read();
        bytes.seek(at);
        bytes.write(old ^ 4);
      }
    }
  }

  @Override
  public void close() {
    main.close();
    remote.close();
  }
}

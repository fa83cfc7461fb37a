package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The main centre is put back to an older state of itself, and its hosts write before the link is
 * up: then it gives numbers out that the remote has already, for other changes.
 */
@Tag("system")
class MainRestoredAndWrittenOnTest {
  private static final int BEFORE = 4;

  @TempDir Path directory;

  private Centres paired(String link) throws Exception {
    Centres centres = Centres.unpaired(directory);
    centres.write(0, 64, 'a');
    centres.main.create(
        Centres.PAIR,
        List.of(0),
        List.of(centres.remote.url(0)),
        Map.of("options", Map.of("link", link)));
    centres.main.awaitState(Centres.PAIR, "PAIR");
    centres.main.flush(Centres.PAIR);
    return centres;
  }

  private static void restart(Centres centres) throws Exception {
    centres.main.stop();
    centres.main.start();
  }

  /** Every write waits for the one before: each is a record of its own. */
  private static void write(Centres centres, int lba, int times, char fill) {
    for (int i = 0; i < times; i++) {
      centres.write(lba + 8 * i, 8, fill);
    }
  }

  /**
   * The remote has changes that the restored centre does not know; it makes others, and is told.
   */
  private static void restoreAndWriteOn(Centres centres, int times) throws Exception {
    centres.main.stop();
    centres.backUp("main");
    centres.main.start();
    write(centres, 100, BEFORE, 'b');
    centres.main.flush(Centres.PAIR);
    centres.main.stop();
    centres.restore("main");
    centres.remote.stop();
    centres.main.start();
    write(centres, 300, times, 'c');
    centres.remote.start();
    centres.awaitFault("REMOTE_LOST_TRACK", "restored");
  }

  /** Fewer, exactly as many and more than the remote has. */
  @ParameterizedTest
  @CsvSource({"sealed, 1", "sealed, 4", "sealed, 9", "standard, 1", "standard, 4", "standard, 9"})
  void noOtherChangeIsTakenForOneThatTheRemoteHas(String link, int after) throws Exception {
    try (Centres centres = paired(link)) {
      restoreAndWriteOn(centres, after);
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
      assertThat(centres.main.image(0)[300 * 512]).isEqualTo((byte) 'c');
    }
  }

  /** What the remote has is not remembered by then, and the copier has given its numbers out. */
  @ParameterizedTest
  @ValueSource(strings = {"sealed", "standard"})
  void startedAgainBetweenTheFaultAndTheResync(String link) throws Exception {
    try (Centres centres = paired(link)) {
      restoreAndWriteOn(centres, 1);
      restart(centres);
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
      restart(centres);
      centres.awaitEqual();
    }
  }

  /** A backup that the remote has got nothing after is no danger. */
  @ParameterizedTest
  @ValueSource(strings = {"sealed", "standard"})
  void aBackupOfTheNewestStateGoesOn(String link) throws Exception {
    try (Centres centres = paired(link)) {
      centres.remote.stop();
      centres.main.stop();
      centres.backUp("main");
      centres.main.start();
      write(centres, 100, BEFORE, 'b');
      centres.main.stop();
      centres.restore("main");
      centres.main.start();
      write(centres, 300, BEFORE, 'c');
      centres.remote.start();
      centres.awaitEqual();
    }
  }

  /** Both are put back, to states that do not belong together. */
  @Test
  void bothRestored() throws Exception {
    try (Centres centres = paired("sealed")) {
      centres.main.stop();
      centres.backUp("main");
      centres.main.start();
      write(centres, 100, BEFORE, 'b');
      centres.main.flush(Centres.PAIR);
      centres.remote.stop();
      centres.backUp("remote");
      centres.remote.start();
      write(centres, 200, BEFORE, 'd');
      centres.main.flush(Centres.PAIR);
      centres.main.stop();
      centres.remote.stop();
      centres.restore("main");
      centres.restore("remote");
      centres.main.start();
      write(centres, 300, BEFORE, 'c');
      centres.remote.start();
      centres.awaitFault("REMOTE_LOST_TRACK", "restored");
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
    }
  }

  /** Each start is an opening with changes of its own; what waits in the journal keeps its own. */
  @Test
  void manyStartsWithAndWithoutTheLink() throws Exception {
    try (Centres centres = paired("sealed")) {
      for (int i = 0; i < 3; i++) {
        centres.remote.stop();
        restart(centres);
        write(centres, 100, 2, 'b');
        restart(centres);
        write(centres, 200, 1, 'c');
        centres.remote.start();
        centres.main.awaitState(Centres.PAIR, "PAIR");
        centres.main.flush(Centres.PAIR);
      }
      String kept = Files.readString(Centres.find(directory, "openings.json"));
      assertThat(kept.split("\"id\"", -1).length - 1).as(kept).isBetween(1, 2);
      centres.awaitEqual();
    }
  }
}

package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two copies the first was bound when the second turns out to be none that can be. */
@Tag("system")
class SecondCopyCannotBeBoundTest {
  @TempDir Path directory;

  private Centres centres() throws Exception {
    Centres centres =
        new Centres(
            directory, 2, Centres.BYTES, Map.of(Centres.INITIATOR, "\"copy-0\", \"copy-1\""));
    centres.remote.stop();
    Path copy = Files.createDirectories(centres.remote.path("remote-state/copies/copy-1"));
    Files.writeString(copy.resolve("copy"), "not what it was");
    centres.remote.start();
    return centres;
  }

  @Test
  void theFirstIsFreeAgainAndTakesAPairOfItsOwn() throws Exception {
    try (Centres centres = centres()) {
      String first = centres.remote.url(0);
      assertThatThrownBy(() ->
              centres.main.create(
                  Centres.PAIR, List.of(0, 1), List.of(first, centres.remote.url(1))))
          .hasMessageContaining("BIND COPY")
          .hasMessageNotContaining("release");
      assertThat(centres.remote.show(0).flag("bound")).isFalse();
      assertThat(centres.main.path("state/attempts")).isEmptyDirectory();
      centres.write(0, 64, 'a');
      centres.pair();
      centres.awaitEqual();
    }
  }

  /** UNBIND COPY becomes a command that no remote knows. */
  @Test
  void anOldRemoteKeepsItAndTheAnswerSaysHowItIsMadeFree() throws Exception {
    byte[] known = HexFormat.of().parseHex("c10a0000000000000000000000500000");
    byte[] unknown = HexFormat.of().parseHex("c11f0000000000000000000000500000");
    try (Centres centres = centres();
        ChangingWay way = new ChangingWay(centres.remote.url(0), known, unknown)) {
      String first = way.url(centres.remote.url(0));
      assertThatThrownBy(() ->
              centres.main.create(
                  Centres.PAIR, List.of(0, 1), List.of(first, way.url(centres.remote.url(1)))))
          .hasMessageContaining("BIND COPY")
          .hasMessageContaining(first + " may be bound by this attempt")
          .hasMessageContaining("too old")
          .hasMessageContaining("sealcopy remote release");
      assertThat(centres.remote.show(0).flag("bound")).isTrue();
      assertThatThrownBy(() -> centres.main.create(Centres.PAIR, List.of(0), List.of(first)))
          .hasMessageContaining("an attempt to make pair data that was not completed")
          .hasMessageContaining("sealcopy remote release");
      // By another way the remote is one that knows it.
      centres.pair();
      centres.awaitEqual();
      assertThat(centres.main.path("state/attempts")).isEmptyDirectory();
    }
  }
}

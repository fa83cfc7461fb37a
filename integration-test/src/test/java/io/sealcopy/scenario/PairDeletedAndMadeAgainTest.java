package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair is deleted and made again under the same name, to another copy. */
@Tag("system")
class PairDeletedAndMadeAgainTest {
  @TempDir Path directory;

  @Test
  void itHasAKeyOfItsOwnAndTheOldCopyStaysAsItWas() throws Exception {
    try (Centres centres =
        new Centres(
            directory, 2, Centres.BYTES, Map.of(Centres.INITIATOR, "\"copy-0\", \"copy-1\""))) {
      String first = centres.pair().text("key_id");
      centres.main.awaitState(Centres.PAIR, "PAIR");
      centres.write(0, 64, 'a');
      centres.main.flush(Centres.PAIR);
      centres.main.delete(Centres.PAIR);
      centres.write(0, 64, 'b');
      JsonObject again =
          centres.main.create(Centres.PAIR, List.of(0), List.of(centres.remote.url(1)));
      assertThat(again.text("key_id")).isNotEqualTo(first);
      centres.main.awaitState(Centres.PAIR, "PAIR");
      centres.main.flush(Centres.PAIR);
      assertThat(centres.remote.show(0).flag("bound")).isTrue();
      centres.remote.stop();
      assertThat(centres.main.open(Centres.PAIR, 0, centres.remote.image(1)))
          .isEqualTo(centres.main.image(0));
    }
  }
}

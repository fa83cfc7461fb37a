package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.system.LocalMain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pair create --foreign --seal off}: another target holds the plaintext. */
@Tag("system")
class ForeignPairWithoutSealTest {
  @TempDir Path directory;

  @Test
  void theCopyIsWhatHostsWroteAlsoAfterARestart() throws Exception {
    try (LocalMain store =
            new LocalMain(directory.resolve("store"), "iqn.2026-01.test:store", 1, Centres.BYTES);
        Centres centres = Centres.unpaired(directory)) {
      centres.write(0, 256, 'a');
      JsonObject made =
          centres.main.create(
              Centres.PAIR,
              List.of(0),
              List.of(store.url(0)),
              Map.of("foreign", true, "recipients", List.of(), "options", Map.of("seal", false)));
      assertThat(made.texts("warnings"))
          .anySatisfy(warning -> assertThat(warning).contains("PLAIN"));
      centres.main.awaitState(Centres.PAIR, "PAIR");
      try (Host host = new Host(centres.main.url(0))) {
        host.write(10, 1024, 'b');
        host.unmap(20, 100);
        host.writeSame(500, 100, 'c', false);
      }
      centres.main.flush(Centres.PAIR);
      assertThat(store.image(0)).isEqualTo(centres.main.image(0));
      centres.main.stop();
      centres.main.start();
      centres.write(7, 3, 'd');
      centres.main.awaitState(Centres.PAIR, "PAIR");
      centres.main.flush(Centres.PAIR);
      assertThat(store.image(0)).isEqualTo(centres.main.image(0));
      assertThat(centres.main.path("state/groups/data/keys/0.record")).doesNotExist();
    }
  }
}

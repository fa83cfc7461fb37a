package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.vendor.OpeningPage;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The remote is older than READ OPENING: numbers alone are compared, and nothing is told. */
@Tag("system")
class RemoteKnowsNoOpeningsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"sealed", "standard"})
  void thePairWorksAlsoAfterRestartsOfBoth(String link) throws Exception {
    byte[] known = new VendorCdb(VendorCommand.READ_OPENING, 0, OpeningPage.BYTES).encode();
    byte[] unknown = known.clone();
    unknown[1] = 0x1f;
    try (Centres centres = Centres.unpaired(directory);
        ChangingWay way = new ChangingWay(centres.remote.url(0), known, unknown)) {
      centres.write(0, 64, 'a');
      centres.main.create(
          Centres.PAIR,
          List.of(0),
          List.of(way.url(centres.remote.url(0))),
          Map.of("options", Map.of("link", link)));
      centres.awaitEqual();
      centres.main.stop();
      centres.main.start();
      centres.write(40, 64, 'b');
      centres.awaitEqual();
      try (Stream<Path> files = Files.walk(directory)) {
        assertThat(files.map(Path::getFileName).map(Path::toString))
            .doesNotContain("opening", "openings.json");
      }
    }
  }
}

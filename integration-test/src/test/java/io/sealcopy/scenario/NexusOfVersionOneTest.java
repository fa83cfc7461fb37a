package io.sealcopy.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.tls.Wiretap;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A main centre opens its nexus with a list of version 1, the only one that older ones know. */
@Tag("system")
class NexusOfVersionOneTest {
  private static final String VERSION_1 = "SCOPENNX\0\1";
  private static final String VERSION_2 = "SCOPENNX\0\2";

  @TempDir Path directory;

  @Test
  void thisRemoteServesItAlsoAfterRestartsOfBoth() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      String direct = centres.remote.url(0);
      int port = URI.create(direct).getPort();
      try (Wiretap way = new Wiretap(port)) {
        centres.write(0, 64, 'a');
        centres.main.create(
            Centres.PAIR,
            List.of(0),
            List.of(way.url(direct)),
            Map.of("options", Map.of("link", "standard")));
        centres.awaitEqual();
        centres.write(40, 64, 'b');
        centres.awaitEqual();
        centres.main.stop();
        centres.main.start();
        centres.write(90, 64, 'c');
        centres.awaitEqual();
        assertThat(new String(way.crossed(), ISO_8859_1))
            .contains(VERSION_1)
            .doesNotContain(VERSION_2);
      }
    }
  }
}

package io.sealcopy.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.Terminal;
import io.sealcopy.decryptor.cli.DecryptorMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sealcopy decrypt} is said of a copy that nobody sealed. */
@Tag("system")
class DecryptorOnAPlainCopyTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int decrypt(Centres centres) {
    PrintStream all = new PrintStream(said, true, UTF_8);
    return DecryptorMain.run(
        new Terminal(all, all, false, Map.of()),
        "decrypt",
        centres.remote.url(0),
        "--initiator-name",
        Centres.INITIATOR);
  }

  private void create(Centres centres, boolean seal) throws Exception {
    centres.remote.configure("roles = [replication]", "roles = [replication, decryptor]");
    centres.remote.stop();
    centres.remote.start();
    centres.write(0, 256, 'a');
    centres.main.create(
        Centres.PAIR,
        List.of(0),
        List.of(centres.remote.url(0)),
        seal
            ? Map.of()
            : Map.of("recipients", List.of(), "options", Map.of("link", "sealed", "seal", false)));
    centres.main.awaitState(Centres.PAIR, "PAIR");
    centres.main.flush(Centres.PAIR);
    centres.main.stop();
  }

  @Test
  void itSaysThatThereIsNothingToDoAndChangesNothing() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      create(centres, false);
      byte[] before = centres.remote.image(0);
      assertThat(decrypt(centres)).as(said.toString(UTF_8)).isZero();
      assertThat(said.toString(UTF_8)).contains("nothing to do");
      assertThat(centres.remote.image(0)).isEqualTo(before).isEqualTo(centres.main.image(0));
    }
  }

  @Test
  void aSealedOneNeedsItsKey() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      create(centres, true);
      assertThat(decrypt(centres)).isEqualTo(2);
      assertThat(said.toString(UTF_8)).doesNotContain("nothing to do").contains("--signer");
    }
  }
}

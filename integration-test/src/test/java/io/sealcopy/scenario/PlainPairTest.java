package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pair create --seal off}: a plain copy, which says so wherever it is looked at. */
@Tag("system")
class PlainPairTest {
  @TempDir Path directory;

  private static void create(Centres centres, String link) {
    JsonObject made =
        centres.main.create(
            Centres.PAIR,
            List.of(0),
            List.of(centres.remote.url(0)),
            Map.of("recipients", List.of(), "options", Map.of("link", link, "seal", false)));
    assertThat(made.texts("warnings"))
        .anySatisfy(warning -> assertThat(warning).contains("PLAIN"))
        .anySatisfy(warning -> assertThat(warning).contains("without TLS"));
    centres.main.awaitState(Centres.PAIR, "PAIR");
  }

  /** The copy is what hosts wrote, and no block of it is ciphertext. */
  private static void awaitEqual(Centres centres) throws Exception {
    centres.main.awaitState(Centres.PAIR, "PAIR");
    centres.main.flush(Centres.PAIR);
    assertThat(centres.remote.show(0).flag("plain")).isTrue();
    assertThat(centres.remote.show(0).number("ciphertextBlocks")).isZero();
    centres.remote.stop();
    assertThat(centres.remote.image(0)).isEqualTo(centres.main.image(0));
    centres.remote.start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sealed", "standard"})
  void whatHostsWroteIsThereAsItIsAndSoAfterRestartsOfBoth(String link) throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.write(0, 256, 'a');
      create(centres, link);
      try (Host host = new Host(centres.main.url(0))) {
        host.write(10, 1024, 'b');
        host.unmap(20, 100);
        host.writeSame(300, 100, '\0', false);
        host.writeSame(500, 100, 'c', false);
      }
      awaitEqual(centres);
      centres.main.stop();
      centres.main.start();
      centres.write(7, 3, 'd');
      awaitEqual(centres);
      centres.main.command(Centres.PAIR, "split");
      centres.write(600, 30, 'e');
      centres.main.command(Centres.PAIR, "resync?compare=true");
      awaitEqual(centres);
      try (var keys = Files.list(centres.remote.path("remote-state/groups"))) {
        assertThat(keys.findFirst().orElseThrow().resolve("keys")).isEmptyDirectory();
      }
      assertThat(centres.main.path("state/groups/data/keys/0.record")).doesNotExist();
      assertThat(Files.readString(centres.remote.path("remote-state/audit.log")))
          .contains("seal=off");
      assertThat(Files.readString(centres.main.path("state/audit.log"))).contains("seal=off");
    }
  }

  @Test
  void verifyComparesPlaintextAndFindsWhatDiffers() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.write(0, 256, 'a');
      create(centres, "sealed");
      centres.main.flush(Centres.PAIR);
      Centres.damage(centres.remote.path("copy-0.img"), 512 * 100, 1 << 20);
      centres.main.command(Centres.PAIR, "verify");
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(centres.show().object("verify").text("outcome")).isEqualTo("done"));
      assertThat(centres.show().object("verify").number("repaired")).isPositive();
      awaitEqual(centres);
    }
  }

  @Test
  void afterATakeOverThereIsNothingToDecrypt() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.write(0, 256, 'a');
      create(centres, "sealed");
      awaitEqual(centres);
      centres.remote.takeOver(0);
      assertThat(centres.remote.show(0).text("state")).isEqualTo("SSWS");
      assertThat(centres.remote.show(0).number("ciphertextBlocks")).isZero();
      centres.awaitFault("FENCED", "taken over");
    }
  }

  @Test
  void aRecipientForWhatIsNotSealedIsRefused() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      assertThatThrownBy(() ->
              centres.main.create(
                  Centres.PAIR,
                  List.of(0),
                  List.of(centres.remote.url(0)),
                  Map.of("options", Map.of("seal", false))))
          .hasMessageContaining("there is no key");
    }
  }
}

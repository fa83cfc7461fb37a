package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.storage.file.ChannelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code holes = clear} the copy has room for what the volume has, on either link. */
@Tag("system")
class PairOfHolesTest {
  @TempDir Path directory;

  private static void assertNothingAllocated(Centres centres) throws Exception {
    centres.main.flush(Centres.PAIR);
    try (var parent = ChannelDirectory.open(centres.remote.path("."));
        var file = parent.open("copy-0.img")) {
      assertThat(file.allocatedRun(0, Centres.BYTES)).isEqualTo(-Centres.BYTES);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sealed", "standard"})
  void zerosTakeNoRoomAndNoKey(String link) throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.main.create(
          Centres.PAIR,
          List.of(0),
          List.of(centres.remote.url(0)),
          Map.of("options", Map.of("link", link, "holes", "clear")));
      centres.main.awaitState(Centres.PAIR, "PAIR");
      assertNothingAllocated(centres);
      try (Host host = new Host(centres.main.url(0))) {
        host.write(64, 512, 'a');
        centres.main.flush(Centres.PAIR);
        assertThat(centres.remote.show(0).number("ciphertextBlocks")).isEqualTo(512);
        assertThat(centres.show().number("ciphertext_bytes")).isEqualTo(512 * 512);
        host.unmap(64, 256);
        host.writeSame(320, 256, '\0', false);
        host.writeSame(0, 64, '\0', true);
      }
      assertNothingAllocated(centres);
      assertThat(centres.remote.show(0).number("ciphertextBlocks")).isZero();
      assertThat(centres.show().number("ciphertext_bytes")).isZero();
    }
  }
}

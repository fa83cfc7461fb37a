package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must survive the main centre cannot be written where the operator wants it. */
@Tag("system")
class EscrowDirectoryNotWritableTest {
  @TempDir Path directory;

  @Test
  void thereIsNoPairAndTheRemoteHasSeenNothing() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      Path file = Files.writeString(directory.resolve("file"), "no directory");
      assertThatThrownBy(() ->
              centres.main.create(
                  Centres.PAIR,
                  List.of(0),
                  List.of(centres.remote.url(0)),
                  Map.of("escrow", file.resolve("escrow").toString())))
          .isInstanceOf(CliException.class)
          .hasMessageContaining("escrow");
      assertThat(centres.remote.show(0).flag("bound")).isFalse();
      assertThatThrownBy(centres::show).hasMessageContaining("no pair");
      centres.write(0, 64, 'a');
      centres.pair();
      centres.awaitEqual();
    }
  }
}

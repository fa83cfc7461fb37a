package io.sealcopy.replicator.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code pair create} is asked for. */
class CreateRequestTest {
  @Test
  void volumesWithoutRemotesOfTheirOwnAreNamed() {
    assertThatThrownBy(
            () -> new CreateRequest("data", List.of("disk", "log"), List.of("far/0"), false))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("2 volumes (disk, log) and 1 remotes (far/0)");
  }
}

package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts unmap, zero and write the same block over and over, under a pair. */
@Tag("system")
class UnmapAndWriteSameTest {
  @TempDir Path directory;

  @Test
  void theCopyFollowsEachOfThem() throws Exception {
    try (Centres centres = Centres.paired(directory);
        Host host = new Host(centres.main.url(0))) {
      host.write(0, 1024, 'b');
      host.unmap(8, 100);
      host.writeSame(200, 300, 'c', false);
      host.writeSame(600, 64, '\0', true);
      host.writeSame(700, 64, '\0', false);
      host.write(20, 10, 'd');
      assertThat(host.read(8, 12)).containsOnly(0);
      assertThat(host.read(200, 300)).isEqualTo(Host.filled(300, 'c'));
      centres.awaitEqual();
    }
  }
}

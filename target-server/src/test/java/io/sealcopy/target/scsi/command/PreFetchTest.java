package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreFetchTest {
  private final CommandRunner runner = CommandRunner.on(512, 8192);
  private final Nexus nexus = runner.nexus();

  @Test
  void readsTheBeginningAndAtMostOneMebibyte() {
    assertThat(runner.run(nexus, "34 00 00000000 00 0010 00").good()).isTrue();
    assertThat(runner.volume.bytesRead).hasValue(16 * 512);
    assertThat(runner.run(nexus, "90 02 0000000000000000 00000000 03 00").good()).isTrue();
    assertThat(runner.volume.bytesRead).hasValue(16 * 512 + (1 << 20));
  }

  @Test
  void zeroBlocksMeanAllToTheEnd() {
    assertThat(runner.run(nexus, "34 00 00001ffe 00 0000 00").good()).isTrue();
    assertThat(runner.volume.bytesRead).hasValue(2 * 512);
    assertThat(runner.run(nexus, "34 00 00002000 00 0000 00").good()).isTrue();
  }

  @Test
  void beyondEnd() {
    for (String cdb :
        List.of(
            "34 00 00001fff 00 0002 00",
            "34 00 00002001 00 0000 00",
            "90 00 8000000000000000 00000001 00 00")) {
      assertThat(runner.run(nexus, cdb).sense())
          .as(cdb)
          .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    }
  }

  @Test
  void failuresOfTheVolumeBecomeTheirSense() {
    runner.volume.failure = new VolumeFailure.Away("test");
    assertThat(runner.run(nexus, "34 00 00000000 00 0010 00").outcome()).isEqualTo(Outcome.BUSY);
  }
}

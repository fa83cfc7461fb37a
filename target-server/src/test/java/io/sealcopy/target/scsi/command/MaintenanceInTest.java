package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Nexus;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MaintenanceInTest {
  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  @Test
  void allOperationCodesAreThoseOfTheTableThatExistForTheNexus() {
    LunNexus where = Objects.requireNonNull(nexus.unit(0));
    long rows =
        CommandTable.STANDARD.rows().stream()
            .filter(row -> row.visibility().visibleTo(where))
            .count();
    byte[] data = runner.run(nexus, "a3 0c 00 00 0000 0000ffff 00 00").data();
    assertThat(data).hasSize((int) (4 + 8 * rows));
    byte[] timed = runner.run(nexus, "a3 0c 80 00 0000 0000ffff 00 00").data();
    assertThat(timed).hasSize((int) (4 + 20 * rows));
  }

  @Test
  void oneOperationCode() {
    assertThat(runner.run(nexus, "a3 0c 01 28 0000 0000ffff 00 00").hex())
        .isEqualTo("0003000a" + "281cffffffff1fffff00");
    assertThat(runner.run(nexus, "a3 0c 01 c7 0000 0000ffff 00 00").hex()).isEqualTo("00010000");
    assertThat(runner.run(nexus, "a3 0c 02 9e 0010 0000ffff 00 00").hex())
        .isEqualTo("00030010" + "9e100000000000000000ffffffff0000");
    assertThat(runner.run(nexus, "a3 0c 01 9e 0000 0000ffff 00 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(runner.run(nexus, "a3 0c 02 28 0000 0000ffff 00 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @Test
  void targetPortGroupsAndTaskManagementFunctions() {
    assertThat(runner.run(nexus, "a3 0a 00000000 000000ff 00 00").hex())
        .isEqualTo("0000000c" + "00010001" + "00000001" + "00000001");
    assertThat(runner.run(nexus, "a3 0d 00 000000 000000ff 00 00").hex()).isEqualTo("da000000");
  }
}

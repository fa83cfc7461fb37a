package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.ManualWork;
import io.sealcopy.target.scsi.MapStore;
import io.sealcopy.target.scsi.UnitUpkeep;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** State of a unit as it shows in the answers of a session: sense format, ended tasks. */
class UnitStateServedTest extends ServedTest {
  private static final String BLOCK_ERASE = "48 02 0000000000 0000 00";
  private static final String SELECT = "15 10 0000 10 00";
  private static final String BEYOND_END = "28 00 00ffffff 00 0001 00";

  private final ManualWork work = new ManualWork();

  @Override
  TargetDefinition target() {
    UnitUpkeep upkeep = new UnitUpkeep(new MapStore(), work, Long.MAX_VALUE);
    return TargetDefinition.of(TestInitiator.TARGET, LogicalUnit.of(volume, false, upkeep))
        .withoutPowerOnAttention();
  }

  private static TaskManagementRequest manage(
      TestInitiator initiator, int function, int referenced, int refCmdSn) {
    return new TaskManagementRequest(
        true, function, 0, initiator.nextTag(), referenced, initiator.cmdSn, 1, refCmdSn, 0, 0);
  }

  /** The sense data of the answer that comes next, as it crossed. */
  private static String sense(TestInitiator initiator) throws IOException {
    TestInitiator.Received received = initiator.receive();
    assertThat(((ScsiResponse) received.pdu()).status())
        .isEqualTo(ScsiStatus.CHECK_CONDITION.code());
    byte[] data = received.data();
    assertThat(data[0] << 8 | data[1]).isEqualTo(data.length - 2);
    return HexFormat.of().formatHex(Arrays.copyOfRange(data, 2, data.length));
  }

  private static void select(TestInitiator initiator, String control) throws IOException {
    initiator.command(
        SELECT,
        16,
        false,
        true,
        HexFormat.of().parseHex("000000000a0a" + control + "0".repeat(12)));
    assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
  }

  @Test
  void theControlPageDecidesTheFormatOfSenseData() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      initiator.command(BEYOND_END, 512, true, false);
      assertThat(sense(initiator)).startsWith("7000050000000" + "00a" + "00000000" + "2100");
      select(initiator, "04100000");
      initiator.command(BEYOND_END, 512, true, false);
      assertThat(sense(initiator)).startsWith("72052100");
      // Invalid field in CDB, with a sense key specific descriptor that points at byte 1.
      initiator.command("28 02 00000000 00 0001 00", 512, true, false);
      assertThat(sense(initiator)).isEqualTo("7205240000000008" + "02060000" + "c0000100");
    }
  }

  @Test
  void anAbortedSanitizeGoesOnWithoutItsCommand() throws IOException {
    volume.fill(0, 8192, 0x55);
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      int refCmdSn = initiator.cmdSn;
      int tag = initiator.command(BLOCK_ERASE, 0, false, false);
      initiator.command(TEST_UNIT_READY, 0, false, false);
      assertThat(sense(initiator)).startsWith("70000200000000" + "0a" + "00000000" + "041b");
      initiator.send(manage(initiator, TaskManagementRequest.ABORT_TASK, tag, refCmdSn));
      assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
      initiator.send(manage(initiator, TaskManagementRequest.LOGICAL_UNIT_RESET, -1, 0));
      assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
      work.finish();
      assertThat(volume.content(0, 8192)).containsOnly(0);
      initiator.command(TEST_UNIT_READY, 0, false, false);
      assertThat(sense(initiator)).contains("2903");
      initiator.command(TEST_UNIT_READY, 0, false, false);
      assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
    }
  }

  @Test
  void aWriteThatWaitsForDataIsEndedBeforeTheFirstBlockIsErased() throws IOException {
    try (TestInitiator writer = TestInitiator.loggedIn(portal, "ImmediateData=No");
        TestInitiator eraser = new TestInitiator(portal)) {
      eraser.isid = 2;
      eraser.login();
      writer.command(WRITE_ONE, 512, false, true);
      writer.receive(R2t.class);
      eraser.command("48 82 0000000000 0000 00", 0, false, false);
      assertThat(sense(writer)).startsWith("70000200000000" + "0a" + "00000000" + "041b");
      assertThat(eraser.receive(ScsiResponse.class).status()).isZero();
      assertThat(volume.aborts).hasValue(1);
    }
  }

  @Test
  void clearedTasksOfOthersAreAnsweredWhereTheControlPageSaysSo() throws IOException {
    try (TestInitiator writer = TestInitiator.loggedIn(portal, "ImmediateData=No");
        TestInitiator other = new TestInitiator(portal)) {
      other.isid = 2;
      other.login();
      select(other, "00100040");
      writer.command(TEST_UNIT_READY, 0, false, false);
      assertThat(sense(writer)).contains("2a01");
      writer.command(WRITE_ONE, 512, false, true);
      writer.receive(R2t.class);
      other.send(manage(other, TaskManagementRequest.CLEAR_TASK_SET, -1, 0));
      assertThat(writer.receive(ScsiResponse.class).status())
          .isEqualTo(ScsiStatus.TASK_ABORTED.code());
      assertThat(other.receive(TaskManagementResponse.class).response()).isZero();
      writer.command(TEST_UNIT_READY, 0, false, false);
      assertThat(writer.receive(ScsiResponse.class).status()).isZero();
    }
  }
}

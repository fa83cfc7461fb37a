package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersistentReserveTest {
  private static final String TEST_UNIT_READY = "00 00 000000 00";
  private static final String READ = "28 00 00000000 00 0001 00";
  private static final String WRITE = "2a 00 00000000 00 0001 00";

  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus holder = runner.nexus();
  private final Nexus other = runner.nexus();

  private CommandRunner.Result out(Nexus who, int action, int type, long key, long newKey) {
    ByteBuffer list = ByteBuffer.allocate(24).putLong(key).putLong(newKey);
    String cdb = "5f %02x %02x 0000 00000018 00".formatted(action, type);
    return runner.run(who, cdb, list.array());
  }

  private boolean conflicts(Nexus who, String cdb) {
    byte[] data = cdb.equals(WRITE) ? new byte[512] : new byte[0];
    return runner.run(who, cdb, data).outcome().equals(Outcome.RESERVATION_CONFLICT);
  }

  private void register(Nexus who, long key) {
    assertThat(out(who, 0, 0, 0, key).good()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1, false, true, true",
    "3, true, true, true",
    "5, false, true, false",
    "6, true, true, false",
    "7, false, true, false",
    "8, true, true, false"
  })
  void everyTypeConflictsAsTheTableSays(
      int type, boolean strangerRead, boolean strangerWrite, boolean registrantWrite) {
    Nexus registrant = runner.nexus();
    register(holder, 0xa);
    register(registrant, 0xb);
    assertThat(out(holder, 1, type, 0xa, 0).good()).isTrue();
    assertThat(conflicts(other, READ)).isEqualTo(strangerRead);
    assertThat(conflicts(other, WRITE)).isEqualTo(strangerWrite);
    assertThat(conflicts(registrant, WRITE)).isEqualTo(registrantWrite);
    assertThat(conflicts(holder, WRITE)).isFalse();
    assertThat(conflicts(other, TEST_UNIT_READY)).isFalse();
    assertThat(conflicts(other, "12 00 00 00ff 00")).isFalse();
  }

  @Test
  void registrationNeedsTheRightKey() {
    assertThat(out(holder, 0, 0, 0x1, 0xa).outcome()).isEqualTo(Outcome.RESERVATION_CONFLICT);
    register(holder, 0xa);
    assertThat(out(holder, 0, 0, 0xb, 0xc).outcome()).isEqualTo(Outcome.RESERVATION_CONFLICT);
    assertThat(out(holder, 6, 0, 0xb, 0xc).good()).isTrue();
    assertThat(runner.run(other, "5e 00 0000000000 00ff 00").hex())
        .isEqualTo("00000002" + "00000008" + "000000000000000c");
  }

  @Test
  void readReservationAndFullStatusSayWhoHoldsIt() {
    register(holder, 0xa);
    out(holder, 1, 5, 0xa, 0);
    assertThat(runner.run(other, "5e 01 0000000000 00ff 00").hex())
        .isEqualTo("00000001" + "00000010" + "000000000000000a" + "00000000" + "00050000");
    String full = runner.run(other, "5e 03 0000000000 01ff 00").hex();
    assertThat(full).startsWith("00000001").contains("000000000000000a0000000001050000");
    assertThat(runner.run(other, "5e 02 0000000000 00ff 00").hex()).isEqualTo("00080c90ea010000");
  }

  @Test
  void releaseTellsRegistrantsOnlyWhereTheyShared() {
    register(holder, 0xa);
    register(other, 0xb);
    out(holder, 1, 5, 0xa, 0);
    assertThat(out(holder, 2, 1, 0xa, 0).sense())
        .isEqualTo(AdditionalSense.INVALID_RELEASE_OF_PERSISTENT_RESERVATION);
    assertThat(out(holder, 2, 5, 0xa, 0).good()).isTrue();
    assertThat(runner.run(other, TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.RESERVATIONS_RELEASED);
    out(holder, 1, 1, 0xa, 0);
    assertThat(out(holder, 2, 1, 0xa, 0).good()).isTrue();
    assertThat(runner.run(other, TEST_UNIT_READY).good()).isTrue();
  }

  @Test
  void preemptTakesTheReservationAndTheRegistration() {
    register(holder, 0xa);
    register(other, 0xb);
    out(holder, 1, 1, 0xa, 0);
    assertThat(out(other, 4, 3, 0xb, 0xa).good()).isTrue();
    assertThat(conflicts(other, WRITE)).isFalse();
    assertThat(runner.run(holder, TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.REGISTRATIONS_PREEMPTED);
    assertThat(conflicts(holder, READ)).isTrue();
    assertThat(out(holder, 1, 1, 0xa, 0).outcome()).isEqualTo(Outcome.RESERVATION_CONFLICT);
    assertThat(out(other, 5, 3, 0xb, 0x77).outcome()).isEqualTo(Outcome.RESERVATION_CONFLICT);
  }

  @Test
  void clearAndUnregister() {
    register(holder, 0xa);
    register(other, 0xb);
    out(holder, 1, 1, 0xa, 0);
    assertThat(out(other, 3, 0, 0xb, 0).good()).isTrue();
    assertThat(runner.run(holder, TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.RESERVATIONS_PREEMPTED);
    register(holder, 0xa);
    out(holder, 1, 1, 0xa, 0);
    assertThat(out(holder, 0, 0, 0xa, 0).good()).isTrue();
    assertThat(conflicts(other, WRITE)).isFalse();
  }

  @Test
  void whatIsNotOfferedIsRefused() {
    ByteBuffer aptpl = ByteBuffer.allocate(24).putLong(0).putLong(0xa).put(20, (byte) 1);
    assertThat(runner.run(holder, "5f 00 00 0000 00000018 00", aptpl.array()).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    assertThat(runner.run(holder, "5f 00 00 0000 00000010 00", new byte[16]).sense())
        .isEqualTo(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    register(holder, 0xa);
    assertThat(out(holder, 1, 0x11, 0xa, 0).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @Test
  void reserveOfSpc2KeepsOthersOut() {
    assertThat(runner.run(holder, "16 00 00 0000 00").good()).isTrue();
    assertThat(conflicts(other, TEST_UNIT_READY)).isTrue();
    assertThat(conflicts(other, "12 00 00 00ff 00")).isFalse();
    assertThat(runner.run(other, "17 00 00 0000 00").good()).isTrue();
    assertThat(conflicts(other, TEST_UNIT_READY)).isTrue();
    runner.target.detach(holder);
    assertThat(conflicts(other, TEST_UNIT_READY)).isFalse();
  }
}

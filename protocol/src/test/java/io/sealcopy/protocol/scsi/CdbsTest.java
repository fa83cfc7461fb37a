package io.sealcopy.protocol.scsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Layouts written out by hand from SPC-4 and SBC-3. */
class CdbsTest {
  @Test
  void primaryCommandsAreLaidOutAsInSpc() {
    assertThat(PrimaryCdbs.testUnitReady()).hasToString("00000000000000000000000000000000");
    assertThat(PrimaryCdbs.inquiry(0x1234)).hasToString("12000012340000000000000000000000");
    assertThat(PrimaryCdbs.inquiryVpd(0xb2, 0xff)).hasToString("1201b200ff0000000000000000000000");
    assertThat(PrimaryCdbs.requestSense(true, 252)).hasToString("03010000fc0000000000000000000000");
    assertThat(PrimaryCdbs.reportLuns(0x12345678)).hasToString("a0000000000012345678000000000000");
    assertThat(PrimaryCdbs.modeSense10(true, 0x3f, 0xff, 0x1234))
        .hasToString("5a083fff000000123400000000000000");
    assertThat(PrimaryCdbs.persistentReserveIn(PersistentReservation.READ_RESERVATION, 0x1234))
        .hasToString("5e010000000000123400000000000000");
    assertThat(
            PrimaryCdbs.persistentReserveOut(
                PersistentReservation.RESERVE, PersistentReservation.WRITE_EXCLUSIVE, 24))
        .hasToString("5f010100000000001800000000000000");
  }

  @Test
  void blockCommandsAreLaidOutAsInSbc() {
    assertThat(BlockCdbs.readCapacity10()).hasToString("25000000000000000000000000000000");
    assertThat(BlockCdbs.readCapacity16(32)).hasToString("9e100000000000000000000000200000");
    assertThat(BlockCdbs.getLbaStatus(1, 24)).hasToString("9e120000000000000001000000180000");
    assertThat(BlockCdbs.read10(0xfedcba98L, 0xffff))
        .hasToString("2800fedcba9800ffff00000000000000");
    assertThat(BlockCdbs.read16(0x0123456789abcdefL, 0x89abcdef))
        .hasToString("88000123456789abcdef89abcdef0000");
    assertThat(BlockCdbs.write10(1, 2, true)).hasToString("2a080000000100000200000000000000");
    assertThat(BlockCdbs.write16(-1, 2, false)).hasToString("8a00ffffffffffffffff000000020000");
    assertThat(BlockCdbs.write16(7, 2, true)).hasToString("8a080000000000000007000000020000");
    assertThat(BlockCdbs.synchronizeCache10(0, 0)).hasToString("35000000000000000000000000000000");
    assertThat(BlockCdbs.synchronizeCache16(5, 0)).hasToString("91000000000000000005000000000000");
    assertThat(BlockCdbs.unmap(0x0118)).hasToString("42000000000000011800000000000000");
    assertThat(BlockCdbs.writeSame10(1, 2, false, true))
        .hasToString("41100000000100000200000000000000");
    assertThat(BlockCdbs.writeSame16(1, 2, true, false))
        .hasToString("93080000000000000001000000020000");
  }

  @Test
  void numbersThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> BlockCdbs.read10(1L << 32, 1)).hasMessageContaining("LBA 4294967296");
    assertThatThrownBy(() -> BlockCdbs.read10(0, 65536)).hasMessageContaining("65536");
    assertThatThrownBy(() -> Cdb.of(new byte[17])).hasMessageContaining("17 bytes");
  }

  @Test
  void fieldsAreReadAtEveryOffset() {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = (byte) (0xf0 + i);
    }
    Cdb cdb = Cdb.of(bytes);
    for (int i = 0; i < 16; i++) {
      assertThat(cdb.u8(i)).isEqualTo(0xf0 + i);
    }
    assertThat(cdb.operationCode()).isEqualTo(0xf0);
    assertThat(cdb.serviceAction()).isEqualTo(0x11);
    assertThat(cdb.u16(7)).isEqualTo(0xf7f8);
    assertThat(cdb.u24(6)).isEqualTo(0xf6f7f8);
    assertThat(cdb.u32(6)).isEqualTo(0xf6f7f8f9L);
    assertThat(cdb.u32(10)).isEqualTo(0xfafbfcfdL);
    assertThat(cdb.u64(2)).isEqualTo(0xf2f3f4f5f6f7f8f9L);
    assertThat(cdb.u64(8)).isEqualTo(0xf8f9fafbfcfdfeffL);
    assertThat(cdb.bit(1, 0x80)).isTrue();
    assertThat(cdb.bit(1, 0x02)).isFalse();
  }
}

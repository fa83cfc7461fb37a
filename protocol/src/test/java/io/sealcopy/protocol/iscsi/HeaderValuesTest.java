package io.sealcopy.protocol.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderValuesTest {
  @Test
  void everyIsidRoundTrips() {
    Random random = new Random(7143);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[Isid.LENGTH];
      random.nextBytes(bytes);
      Isid isid = Isid.read(ByteBuffer.wrap(bytes), 0);
      ByteBuffer again = ByteBuffer.allocate(Isid.LENGTH);
      isid.write(again, 0);
      assertThat(again.array()).isEqualTo(bytes);
      assertThat(isid).hasToString("0x" + HexFormat.of().formatHex(bytes));
    }
    // RFC 7143 §11.12.5: T in the two highest bits, 10b random; B and C; D.
    assertThat(Isid.random(0xabcdef, 0x1234)).isEqualTo(new Isid(0x80ab_cdef_1234L));
    assertThatThrownBy(() -> new Isid(1L << 48)).hasMessageContaining("48 bits");
  }

  @Test
  void logicalUnitNumbersHaveTheFormsOfSam() {
    assertThat(Lun.of(0)).isZero();
    assertThat(Lun.of(1)).isEqualTo(0x0001_0000_0000_0000L);
    assertThat(Lun.of(255)).isEqualTo(0x00ff_0000_0000_0000L);
    assertThat(Lun.of(256)).isEqualTo(0x4100_0000_0000_0000L);
    assertThat(Lun.of(16383)).isEqualTo(0x7fff_0000_0000_0000L);
    for (int number = 0; number <= Lun.MAX_NUMBER; number++) {
      assertThat(Lun.number(Lun.of(number))).isEqualTo(number);
    }
    // Flat form names small units too.
    assertThat(Lun.number(0x4005_0000_0000_0000L)).isEqualTo(5);
    assertThat(Lun.number(0x0105_0000_0000_0000L)).isEqualTo(Lun.UNSUPPORTED);
    assertThat(Lun.number(0x8005_0000_0000_0000L)).isEqualTo(Lun.UNSUPPORTED);
    assertThat(Lun.number(Lun.REPORT_LUNS_WELL_KNOWN)).isEqualTo(Lun.UNSUPPORTED);
    assertThat(Lun.number(0x0001_0001_0000_0000L)).isEqualTo(Lun.UNSUPPORTED);
    assertThat(Lun.toString(Lun.of(300))).isEqualTo("300");
    assertThat(Lun.toString(Lun.REPORT_LUNS_WELL_KNOWN)).isEqualTo("0xc101000000000000");
    assertThatThrownBy(() -> Lun.of(16384)).hasMessageContaining("16384");
  }

  @Test
  void serialNumbersWrapAround() {
    assertThat(SerialNumber.lessThan(0xffff_ffff, 0)).isTrue();
    assertThat(SerialNumber.lessThan(0, 0xffff_ffff)).isFalse();
    assertThat(SerialNumber.lessThan(5, 5)).isFalse();
    assertThat(SerialNumber.lessOrEqual(5, 5)).isTrue();
    assertThat(SerialNumber.lessThan(0x7fff_ffff, 0x8000_0000)).isTrue();
    assertThat(SerialNumber.max(0xffff_fff0, 3)).isEqualTo(3);
    assertThat(SerialNumber.inWindow(2, 0xffff_fffe, 4)).isTrue();
    assertThat(SerialNumber.inWindow(5, 0xffff_fffe, 4)).isFalse();
    assertThat(SerialNumber.inWindow(0xffff_fffd, 0xffff_fffe, 4)).isFalse();
    assertThat(SerialNumber.room(0xffff_fffe, 1)).isEqualTo(4);
    assertThat(SerialNumber.room(2, 1)).isZero();
    assertThat(SerialNumber.room(9, 1)).isZero();
  }

  @Test
  void paddingAndDigestsFollowTheSegment() {
    assertThat(Segments.padding(0)).isZero();
    assertThat(Segments.padding(1)).isEqualTo(3);
    assertThat(Segments.padding(4)).isZero();
    assertThat(Segments.padded(5)).isEqualTo(8);
    assertThat(Segments.dataBytesOnWire(0, true)).isZero();
    assertThat(Segments.dataBytesOnWire(5, true)).isEqualTo(12);
    assertThat(Segments.dataBytesOnWire(5, false)).isEqualTo(8);

    byte[] zeros = new byte[32];
    ByteBuffer wire = ByteBuffer.allocate(8);
    Segments.putDigest(wire, Segments.dataDigest(ByteBuffer.wrap(zeros)));
    Segments.putDigest(
        wire.order(ByteOrder.LITTLE_ENDIAN), Segments.dataDigest(ByteBuffer.wrap(zeros, 0, 29)));
    // 29 zeros and three bytes of padding are 32 zeros.
    assertThat(HexFormat.of().formatHex(wire.array())).isEqualTo("aa36918aaa36918a");
    wire.flip();
    assertThat(Segments.getDigest(wire)).isEqualTo(0x8a9136aa);
    assertThat(Segments.getDigest(wire.order(ByteOrder.BIG_ENDIAN))).isEqualTo(0x8a9136aa);
  }

  @Test
  void codesOfReasonsAndStatusesAreFound() {
    for (RejectReason reason : RejectReason.values()) {
      assertThat(RejectReason.of(reason.code())).contains(reason);
    }
    assertThat(RejectReason.of(0x01)).isEmpty();
    for (LoginStatus status : LoginStatus.values()) {
      assertThat(LoginStatus.of(status.statusClass(), status.statusDetail())).contains(status);
    }
    assertThat(LoginStatus.of(2, 0x77)).isEmpty();
    assertThat(LoginStatus.AUTHENTICATION_FAILURE.statusClass()).isEqualTo(2);
    assertThat(LoginStatus.AUTHENTICATION_FAILURE.statusDetail()).isEqualTo(1);
  }
}

package io.sealcopy.protocol.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AhsTest {
  private static Ahs parse(String hex) {
    return Ahs.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  @Test
  void extendedCdbAndReadLengthAreFound() {
    // 32-byte CDB: AHSLength is 32 - 15 (RFC 7143 §11.2.2.3); then padding to four bytes.
    String cdb = "00112233445566778899aabbccddeeff";
    Ahs ahs = parse("0011" + "01" + "00" + cdb + "0005" + "02" + "00" + "80000001");
    assertThat(ahs)
        .isInstanceOfSatisfying(
            Ahs.Parsed.class,
            parsed -> {
              byte[] bytes = new byte[16];
              parsed.extendedCdb().orElseThrow().get(bytes);
              assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(cdb);
              assertThat(parsed.bidirectionalReadLength()).isEqualTo(OptionalLong.of(0x80000001L));
            });
  }

  @Test
  void noneAndUnknownTypesAreNothing() {
    assertThat(parse(""))
        .isInstanceOfSatisfying(
            Ahs.Parsed.class,
            parsed -> {
              assertThat(parsed.extendedCdb()).isEmpty();
              assertThat(parsed.bidirectionalReadLength()).isEmpty();
            });
    assertThat(parse("0005" + "3f" + "00" + "01020304")).isInstanceOf(Ahs.Parsed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0005, too short for a header",
    "00050200, length beyond the end",
    "ffff0100, 65535 bytes announced in four",
    "00000100, no length",
    "00010100, empty extended CDB",
    "0004020000000000, read length of three bytes",
    "00060200000000000000000000000000, read length of five bytes",
    "00050200000000010005020000000001, two read lengths",
    "00020100000000000002010000000000, two extended CDBs",
  })
  void malformedSegmentsAreValues(String hex, String why) {
    assertThat(parse(hex)).as(why).isInstanceOf(Ahs.Malformed.class);
  }

  @Test
  void anExtendedCdbHasAtMost260Bytes() {
    assertThat(parse("00f5" + "0100" + "00".repeat(244))).isInstanceOf(Ahs.Parsed.class);
    assertThat(parse("00f9" + "0100" + "00".repeat(248))).isInstanceOf(Ahs.Malformed.class);
  }

  @Test
  void randomBytesNeverThrow() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[4 * random.nextInt(256)];
      random.nextBytes(bytes);
      if (bytes.length > 4 && random.nextBoolean()) {
        bytes[0] = 0;
        bytes[2] &= 3;
      }
      ByteBuffer segments = ByteBuffer.wrap(bytes);
      assertThat(Ahs.parse(segments)).isNotNull();
      assertThat(segments.position()).isZero();
    }
  }
}

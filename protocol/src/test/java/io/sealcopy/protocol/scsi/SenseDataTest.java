package io.sealcopy.protocol.scsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Vectors written out by hand from SPC-4 §4.5.2 and §4.5.3. */
class SenseDataTest {
  private static Optional<SenseData> decode(String hex) {
    return SenseData.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  private static String fixed(SenseData sense) {
    ByteBuffer bytes = ByteBuffer.allocate(SenseData.FIXED_LENGTH);
    sense.encodeFixed(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return HexFormat.of().formatHex(bytes.array());
  }

  private static String descriptor(SenseData sense) {
    ByteBuffer bytes = ByteBuffer.allocate(SenseData.MAX_DESCRIPTOR_LENGTH);
    sense.encodeDescriptor(bytes);
    return HexFormat.of().formatHex(bytes.array(), 0, bytes.position());
  }

  @Test
  void fixedFormat() {
    SenseData sense =
        SenseData.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB)
            .withFieldPointer(true, 0x0102);
    assertThat(fixed(sense)).isEqualTo("70000500000000" + "0a" + "00000000" + "2400" + "00c00102");
    assertThat(decode(fixed(sense))).contains(sense);

    SenseData medium =
        SenseData.of(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR)
            .withInformation(0x89abcdefL);
    assertThat(fixed(medium)).isEqualTo("f0000389abcdef0a00000000110000000000");
    assertThat(decode(fixed(medium))).contains(medium);
  }

  @Test
  void descriptorFormat() {
    SenseData sense =
        SenseData.of(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION)
            .withInformation(0x1_0000_0001L)
            .withFieldPointer(false, 9);
    assertThat(descriptor(sense))
        .isEqualTo("720e1d0000000014" + "000a80000000000100000001" + "0206000080000900");
    assertThat(decode(descriptor(sense))).contains(sense);
  }

  @Test
  void informationBeyond32BitsHasNoPlaceInFixedFormat() {
    SenseData sense =
        SenseData.of(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR).withInformation(1L << 32);
    assertThat(fixed(sense)).startsWith("700003" + "00000000");
  }

  @Test
  void deferredAndUnknownCodesAreCarried() {
    SenseData sense = decode("7100060000000000000000003f42").orElseThrow();
    assertThat(sense.deferred()).isTrue();
    assertThat(sense.key()).isEqualTo(SenseKey.UNIT_ATTENTION);
    assertThat(sense.additionalSense()).isEqualTo(AdditionalSense.UNKNOWN);
    assertThat(sense).hasToString("deferred UNIT_ATTENTION, 3f/42");
  }

  @Test
  void truncatedSenseDataGivesWhatIsThere() {
    assertThat(decode("")).isEmpty();
    assertThat(decode("700005")).isEmpty();
    assertThat(decode("00000000")).isEmpty();
    assertThat(decode("70000500").orElseThrow().key()).isEqualTo(SenseKey.ILLEGAL_REQUEST);
    assertThat(decode("72052400").orElseThrow().additionalSense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    // A descriptor that announces more than came is not read.
    assertThat(decode("72031100000000ff000a80000000").orElseThrow().information())
        .isEqualTo(OptionalLong.empty());
  }

  @Test
  void everyStatusAndPairIsFoundByItsCode() {
    for (ScsiStatus status : ScsiStatus.values()) {
      assertThat(ScsiStatus.of(status.code())).isEqualTo(status);
    }
    for (AdditionalSense sense : AdditionalSense.values()) {
      assertThat(AdditionalSense.of(sense.code(), sense.qualifier())).isEqualTo(sense);
    }
    for (SenseKey key : SenseKey.values()) {
      assertThat(SenseKey.of(key.code())).isEqualTo(key);
    }
  }
}

package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtendedCopyTest {
  /** The NAA designators of LUN 0, of 512-byte blocks, and of LUN 1, of 4096-byte blocks. */
  private static final String FIRST = device("3888888888888888", "00000200");

  private static final String SECOND = device("3123456789abcde8", "00001000");

  private final CommandRunner runner = CommandRunner.on(512, 4096);
  private final TestVolume second =
      new TestVolume(4096, 64).named(new UUID(7, 0x0123456789abcdefL));
  private final Nexus nexus = runner.nexus();

  ExtendedCopyTest() {
    runner.target.addUnit(1, LogicalUnit.of(second));
    runner.run(nexus, "00 00 000000 00");
    for (int block = 0; block < 4096; block++) {
      runner.volume.fill(block, 1, block * 7 + block / 256);
    }
  }

  private static String device(String naa, String padAndLength) {
    return "e4 00 0000 01 03 00 08" + naa + "00".repeat(12) + padAndLength;
  }

  /** flags: 1 is CAT, 2 is DC. */
  private static String segment(int flags, int from, int to, int blocks, long source, long target) {
    return "02%02x0018%04x%04x0000%04x%016x%016x"
        .formatted(flags, from, to, blocks, source, target);
  }

  private static String list(int identifier, List<String> devices, String... segments) {
    return "%02x00%04x00000000%08x00000000"
            .formatted(identifier, devices.size() * 32, segments.length * 28)
        + String.join("", devices)
        + String.join("", segments);
  }

  private CommandRunner.Result copy(String list) {
    byte[] bytes = HexFormat.of().parseHex(list.replace(" ", ""));
    return runner.run(nexus, "83 00 0000000000000000 %08x 00 00".formatted(bytes.length), bytes);
  }

  private String status(int identifier) {
    return runner
        .run(nexus, "84 00 %02x 00000000000000 00000400 00 00".formatted(identifier))
        .hex();
  }

  private void aborted(CommandRunner.Result result, AdditionalSense sense, int segment) {
    assertThat(result.senseData().key()).isEqualTo(SenseKey.COPY_ABORTED);
    assertThat(result.sense()).isEqualTo(sense);
    assertThat(result.senseData().commandSpecific()).hasValue(segment);
  }

  @Test
  void blocksGoFromOnePlaceToAnother() {
    byte[] before = runner.volume.content(0, 2048);
    String list = list(9, List.of(FIRST), segment(0, 0, 0, 2048, 0, 2048));
    assertThat(copy(list).good()).isTrue();
    assertThat(runner.volume.content(2048, 2048)).isEqualTo(before);
    assertThat(status(9)).isEqualTo("00000008" + "01" + "0001" + "00" + "00100000");
  }

  @Test
  void severalSegmentsGoBetweenSeveralUnits() {
    String list =
        list(
            1,
            List.of(FIRST, SECOND),
            segment(0, 0, 1, 16, 0, 5),
            segment(0, 1, 0, 2, 5, 100),
            segment(2, 0, 1, 1, 800, 63));
    assertThat(copy(list).good()).isTrue();
    assertThat(second.content(5, 2)).isEqualTo(runner.volume.content(0, 16));
    assertThat(runner.volume.content(100, 16)).isEqualTo(runner.volume.content(0, 16));
    assertThat(second.content(63, 1)).isEqualTo(runner.volume.content(800, 8));
    assertThat(status(1)).isEqualTo("00000008" + "01" + "0003" + "00" + "00005000");
  }

  @Test
  void theUnitItselfNeedsNoDescriptor() {
    assertThat(copy(list(0, List.of(), segment(0, 0xffff, 0xffff, 3, 7, 70))).good()).isTrue();
    assertThat(runner.volume.content(70, 3)).isEqualTo(runner.volume.content(7, 3));
  }

  @Test
  void whatDoesNotFillABlockIsAnErrorUnlessPaddedOrConcatenated() {
    List<String> devices = List.of(FIRST, SECOND, device("3123456789abcde8", "04001000"));
    aborted(
        copy(list(0, devices, segment(0, 0, 1, 9, 0, 0))),
        AdditionalSense.UNEXPECTED_INEXACT_SEGMENT,
        0);
    assertThat(copy(list(0, devices, segment(0, 0, 2, 9, 0, 10))).good()).isTrue();
    assertThat(second.content(10, 1)).isEqualTo(runner.volume.content(0, 8));
    assertThat(second.content(11, 1))
        .startsWith(runner.volume.content(8, 1))
        .endsWith(new byte[7 * 512]);
    String concatenated =
        list(0, devices, segment(1, 0, 1, 3, 200, 20), segment(0, 0, 1, 13, 203, 20));
    assertThat(copy(concatenated).good()).isTrue();
    assertThat(second.content(20, 2)).isEqualTo(runner.volume.content(200, 16));
    String dropped = list(0, List.of(SECOND, FIRST), segment(2, 0, 1, 9, 20, 3000));
    aborted(copy(dropped), AdditionalSense.UNEXPECTED_INEXACT_SEGMENT, 0);
    String padded = list(0, List.of(devices.get(2), FIRST), segment(2, 0, 1, 9, 20, 3100));
    assertThat(copy(padded).good()).isTrue();
    assertThat(runner.volume.content(3100, 9)).isEqualTo(runner.volume.content(200, 9));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, UNREACHABLE_COPY_TARGET",
    "3, 0, COPY_TARGET_DEVICE_NOT_REACHABLE",
    "0, 4, INVALID_OPERATION_FOR_COPY_SOURCE_OR_DESTINATION",
    "5, 0, INCORRECT_COPY_TARGET_DEVICE_TYPE",
    "0, 6, UNREACHABLE_COPY_TARGET",
    "0, 99, UNREACHABLE_COPY_TARGET"
  })
  void aDeviceThatIsNotReachedEndsTheCopy(int from, int to, AdditionalSense sense) {
    List<String> devices =
        List.of(
            FIRST,
            // NUL: no device.
            FIRST.replaceFirst("e4 00", "e4 20"),
            SECOND,
            device("3123456789abcde9", "00001000"),
            device("3123456789abcde8", "00000200"),
            FIRST.replaceFirst("e4 00", "e4 01"));
    String sound = segment(0, 0, 0, 1, 1, 9);
    aborted(copy(list(0, devices, sound, segment(0, from, to, 8, 0, 0))), sense, 1);
    assertThat(status(0)).isEqualTo("00000008" + "02" + "0001" + "00" + "00000200");
    String details = runner.run(nexus, "84 04 00 00000000000000 00000400 00 00").hex();
    assertThat(details)
        .startsWith("0000004a" + "00".repeat(52) + "02" + "00" + "0012" + "70000a")
        .hasSize(2 * 78);
  }

  @Test
  void rangesAreThoseOfTheUnits() {
    aborted(
        copy(list(0, List.of(FIRST), segment(0, 0, 0, 2, 0, 4095))),
        AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION,
        0);
    aborted(
        copy(list(0, List.of(FIRST), segment(0, 0, 0, 2, -1, 0))),
        AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION,
        0);
    assertThat(copy(list(0, List.of(FIRST), segment(0, 0, 0, 0, 0, 4095))).good()).isTrue();
  }

  @Test
  void reservationsAndProtectionOfEachEndCount() {
    Nexus stranger = runner.nexus();
    byte[] register = HexFormat.of().parseHex("00".repeat(8) + "00000000000000aa" + "00".repeat(8));
    byte[] reserve = HexFormat.of().parseHex("00000000000000aa" + "00".repeat(16));
    long lun1 = Lun.of(1);
    runner.run(stranger, lun1, "5f 00 00 0000 00000018 00", 24, register);
    assertThat(runner.run(stranger, lun1, "5f 01 01 0000 00000018 00", 24, reserve).good())
        .isTrue();
    List<String> devices = List.of(FIRST, SECOND);
    aborted(
        copy(list(0, devices, segment(0, 0, 1, 8, 0, 0))),
        AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
        0);
    // Write Exclusive lets others read.
    assertThat(copy(list(0, devices, segment(0, 1, 0, 1, 0, 0))).good()).isTrue();
    runner.volume.with(true, true, true);
    aborted(
        copy(list(0, devices, segment(0, 1, 0, 1, 0, 0))),
        AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
        0);
  }

  @Test
  void aReservationTakenMeanwhileStopsTheCopy() {
    Nexus stranger = runner.nexus();
    int[] turns = {0};
    runner.betweenTurns =
        () -> {
          if (turns[0]++ == 1) {
            runner.run(stranger, "16 00 00 0000 00");
          }
        };
    aborted(
        copy(list(3, List.of(FIRST), segment(0, 0, 0, 2048, 0, 2048))),
        AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
        0);
    runner.run(stranger, "17 00 00 0000 00");
    // Two pieces of 256 KiB were written.
    assertThat(status(3)).isEqualTo("00000008" + "02" + "0000" + "00" + "00080000");
  }

  @Test
  void anAbortedCopyEndsAtItsNextPieceAndIsForgotten() {
    byte[] before = runner.volume.content(2048 + 512, 1);
    runner.betweenTurns = () -> runner.aborted = true;
    assertThat(copy(list(3, List.of(FIRST), segment(0, 0, 0, 2048, 0, 2048))).outcome())
        .isEqualTo(Outcome.TASK_ABORTED);
    assertThat(runner.volume.content(2048, 512)).isEqualTo(runner.volume.content(0, 512));
    assertThat(runner.volume.content(2048 + 512, 1)).isEqualTo(before);
    assertThat(runner.run(nexus, "84 00 03 00000000000000 00000400 00 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @Test
  void aFailingVolumeEndsTheCopy() {
    second.failure = new VolumeFailure.WriteFailed(3, "broken");
    aborted(
        copy(list(0, List.of(FIRST, SECOND), segment(0, 0, 1, 8, 0, 0))),
        AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
        0);
  }

  @Test
  void whileACopyRunsItsIdentifierIsTakenAndOthersSeeItsProgress() {
    String list = list(3, List.of(FIRST), segment(0, 0, 0, 2048, 0, 2048));
    StringBuilder seen = new StringBuilder();
    runner.betweenTurns =
        () -> {
          runner.betweenTurns = () -> {};
          assertThat(copy(list).sense()).isEqualTo(AdditionalSense.OPERATION_IN_PROGRESS);
          seen.append(status(3));
        };
    copy(list);
    assertThat(seen).hasToString("00000008" + "00" + "0000" + "00" + "00040000");
    assertThat(status(3)).startsWith("00000008" + "01");
    Nexus stranger = runner.nexus();
    assertThat(runner.run(stranger, "84 00 03 00000000000000 00000400 00 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @ParameterizedTest
  @CsvSource({
    // A reserved usage, and an identifier where there is to be none.
    "0108 0000 00000000 00000000 00000000, INVALID_FIELD_IN_PARAMETER_LIST",
    "0118 0000 00000000 00000000 00000000, INVALID_FIELD_IN_PARAMETER_LIST",
    "0100 0020 00000000 00000000 00000000, PARAMETER_LIST_LENGTH_ERROR",
    "0100 0000 00000000 0000001c 00000000, PARAMETER_LIST_LENGTH_ERROR",
    "0100 0000 00000000 80000000 00000000, PARAMETER_LIST_LENGTH_ERROR",
    "0100 0000 00000000 00000000 00000001, INLINE_DATA_LENGTH_EXCEEDED",
    "0100 0000 00000000 00000000, PARAMETER_LIST_LENGTH_ERROR"
  })
  void aHeaderThatCannotBeMeantIsRefused(String header, AdditionalSense sense) {
    assertThat(copy(header).sense()).isEqualTo(sense);
  }

  @Test
  void descriptorsOfOtherKindsAndTooManyAreRefused() {
    String segment = segment(0, 0, 0, 1, 0, 1);
    assertThat(copy(list(0, List.of(FIRST.replaceFirst("e4", "e0")), segment)).sense())
        .isEqualTo(AdditionalSense.UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE);
    assertThat(copy(list(0, List.of(FIRST), "03" + segment.substring(2))).sense())
        .isEqualTo(AdditionalSense.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE);
    assertThat(copy(list(0, List.of(FIRST), "02000014" + segment.substring(8))).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    String[] many = new String[65];
    Arrays.fill(many, segment);
    assertThat(copy(list(0, List.of(FIRST), many)).sense())
        .isEqualTo(AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS);
    assertThat(copy(list(0, Collections.nCopies(17, FIRST), segment)).sense())
        .isEqualTo(AdditionalSense.TOO_MANY_TARGET_DESCRIPTORS);
    assertThat(copy(list(0, Collections.nCopies(17, FIRST), many)).sense())
        .isEqualTo(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    assertThat(copy("").good()).isTrue();
  }

  @Test
  void theLimitsAreTold() {
    assertThat(runner.run(nexus, "84 03 00 00000000000000 00000400 00 00").hex())
        .isEqualTo(
            "0000002a"
                + "01000000"
                + "0010"
                + "0040"
                + "00000900"
                + "10000000"
                + "00000000"
                + "00000000"
                + "00000000"
                + "0000"
                + "0010"
                + "10"
                + "09"
                + "00"
                + "00"
                + "000000"
                + "02"
                + "02e4");
    assertThat(runner.run(nexus, "12 00 00 00ff 00").data()[5] & 0x08).isEqualTo(8);
    assertThat(runner.run(nexus, "12 01 8f 00ff 00").hex())
        .isEqualTo(
            "008f0064"
                + "0001000c"
                + "09"
                + "830100"
                + "840400010304"
                + "0000"
                + "0004001c"
                + "00000000"
                + "0010"
                + "0040"
                + "00000900"
                + "00".repeat(16)
                + "00080004"
                + "02"
                + "02e4"
                + "00"
                + "000c0004"
                + "0002"
                + "ffff"
                + "80010020"
                + "00000010"
                + "00000010"
                + "10000000"
                + "0900"
                + "00".repeat(18));
    assertThat(runner.run(nexus, "84 01 00 00000000000000 00000400 00 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }
}

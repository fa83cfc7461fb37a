package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.VolumeFailure;

/** The one place where failures become SCSI statuses and sense data. */
public final class SenseMapper {
  private SenseMapper() {}

  /** What a host is told of a volume's failure. */
  public static Outcome outcome(VolumeFailure failure) {
    return switch (failure) {
      // SBC-3 §4.7.3.6: a thin volume without room is protected, not broken.
      case VolumeFailure.OutOfSpace _ ->
          check(SenseKey.DATA_PROTECT, AdditionalSense.SPACE_ALLOCATION_FAILED_WRITE_PROTECT);
      case VolumeFailure.ReadFailed(long lba, _) ->
          new Outcome.CheckCondition(
              SenseData.of(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR)
                  .withInformation(lba));
      case VolumeFailure.WriteFailed(long lba, _) ->
          new Outcome.CheckCondition(
              SenseData.of(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR)
                  .withInformation(lba));
      case VolumeFailure.Protected _ ->
          check(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED);
      // SAM-5 §5.3.1 recommends to send a command again after BUSY, and Linux, QEMU and libiscsi
      // do;
      // NOT READY they report to the file system at once.
      case VolumeFailure.Away _ -> Outcome.BUSY;
    };
  }

  /** ILLEGAL REQUEST, INVALID FIELD IN CDB, pointing at a byte of it. */
  public static Outcome invalidFieldInCdb(int byteOffset) {
    return new Outcome.CheckCondition(
        SenseData.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB)
            .withFieldPointer(true, byteOffset));
  }

  /** ILLEGAL REQUEST, INVALID FIELD IN PARAMETER LIST, pointing at a byte of it. */
  public static Outcome invalidFieldInParameterList(int byteOffset) {
    return new Outcome.CheckCondition(
        SenseData.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST)
            .withFieldPointer(false, byteOffset));
  }

  /** MISCOMPARE, with the offset of the first byte that differs. SBC-3 §4.18.2. */
  public static Outcome miscompare(long offset) {
    return new Outcome.CheckCondition(
        SenseData.of(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION)
            .withInformation(offset));
  }

  /** The same, pointing at the highest bit of {@code bits} in that byte. */
  public static Outcome invalidFieldInParameterList(int byteOffset, int bits) {
    return new Outcome.CheckCondition(
        SenseData.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST)
            .withFieldPointer(false, byteOffset)
            .withBitPointer(31 - Integer.numberOfLeadingZeros(bits)));
  }

  /** What must be durable could not be made so. */
  public static Outcome internalTargetFailure() {
    return check(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);
  }

  public static Outcome illegalRequest(AdditionalSense what) {
    return check(SenseKey.ILLEGAL_REQUEST, what);
  }

  public static Outcome check(SenseKey key, AdditionalSense what) {
    return new Outcome.CheckCondition(SenseData.of(key, what));
  }
}

package io.sealcopy.target.scsi.copy;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.protocol.scsi.SenseKey;
import java.util.OptionalLong;

/** Why a copy ends in the middle: COPY ABORTED. SPC-4 §6.4.3. */
final class CopyRefusal {
  private CopyRefusal() {}

  /**
   * @param segment number of the segment from 0, told as command-specific information
   */
  static SenseData of(AdditionalSense what, int segment) {
    return new SenseData(
        false,
        SenseKey.COPY_ABORTED,
        what.code(),
        what.qualifier(),
        OptionalLong.empty(),
        OptionalLong.of(segment),
        0);
  }
}

package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.scsi.Cdb;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One command. Buffers stay the caller's and are used in place: from submission to completion the
 * caller must not change {@code dataOut} nor read {@code dataIn}. Positions and limits are not
 * changed.
 *
 * @param lun the number of the logical unit, 0 to 16383
 * @param dataOut sent one after the other, each between its position and limit; may be empty
 * @param dataIn takes what the target sends, from its position, at most up to its limit
 * @param taskAttribute a constant of {@link ScsiCommand}
 */
public record ScsiRequest(
    int lun, Cdb cdb, List<ByteBuffer> dataOut, Optional<ByteBuffer> dataIn, int taskAttribute) {
  public ScsiRequest {
    dataOut = List.copyOf(dataOut);
  }

  public static ScsiRequest withoutData(int lun, Cdb cdb) {
    return new ScsiRequest(lun, cdb, List.of(), Optional.empty(), ScsiCommand.SIMPLE);
  }

  public static ScsiRequest reading(int lun, Cdb cdb, ByteBuffer dataIn) {
    return new ScsiRequest(lun, cdb, List.of(), Optional.of(dataIn), ScsiCommand.SIMPLE);
  }

  public static ScsiRequest writing(int lun, Cdb cdb, ByteBuffer... dataOut) {
    return new ScsiRequest(lun, cdb, List.of(dataOut), Optional.empty(), ScsiCommand.SIMPLE);
  }
}

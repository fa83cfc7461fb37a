package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.OperationCode;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import java.nio.ByteBuffer;
import java.util.List;

/** GET LBA STATUS, SBC-3 §5.4: which blocks take space, as many runs as there is room for. */
public final class GetLbaStatus {
  private static final int HEADER = 8;
  private static final int DESCRIPTOR = 16;

  /** Runs in one answer: each costs two questions to the file system. */
  private static final int MOST = 256;

  private static final long MAX_RUN = 0xffff_ffffL;
  private static final int MAPPED = 0;
  private static final int DEALLOCATED = 1;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("get_lba_status", "GET LBA STATUS", "9e 1f ffffffffffffffff ffffffff 00 00")
              .serviceAction(OperationCode.GET_LBA_STATUS)
              .reservation(ReservationRule.READS)
              .needsReady()
              .executes(GetLbaStatus::execute));

  private GetLbaStatus() {}

  private static Outcome execute(CommandContext context) {
    Cdb cdb = context.cdb();
    Volume volume = context.volume();
    long count = volume.geometry().blockCount();
    long lba = cdb.u64(2);
    if (lba < 0 || lba >= count) {
      return SenseMapper.illegalRequest(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    }
    long allocationLength = cdb.u32(10);
    // At least one descriptor is there to be cut off. SBC-3 §5.4.2.1.
    int room = Math.clamp((allocationLength - HEADER) / DESCRIPTOR, 1, MOST);
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + room * DESCRIPTOR).position(HEADER);
    while (bytes.hasRemaining() && lba < count) {
      long run = volume.mappedRun(lba, Math.min(count - lba, MAX_RUN));
      bytes.putLong(lba).putInt((int) Math.abs(run));
      bytes.putInt((run > 0 ? MAPPED : DEALLOCATED) << 24);
      lba += Math.abs(run);
    }
    bytes.putInt(0, bytes.position() - 4);
    return ParameterData.upTo(allocationLength, bytes.flip());
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * READ DEFECT DATA (10) and (12), SBC-3 §5.17 and §5.18: there is no medium of ours to have
 * defects, so both lists are empty, in whichever format they are asked for.
 */
public final class ReadDefectData {
  private static final int FORMAT = 0x07;
  private static final int RESERVED_FORMAT = 0x07;

  /** REQ_PLIST, REQ_GLIST and the format; the answer has them in the same places. */
  private static final int WHAT = 0x1f;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("read_defect_data", "READ DEFECT DATA(10)", "37 00 1f 00000000 ffff 00")
              .reservation(ReservationRule.READS)
              .needsReady()
              .executes(context -> answer(context, 2, 4, context.cdb().u16(7))),
          command("read_defect_data", "READ DEFECT DATA(12)", "b7 1f ffffffff ffffffff 00 00")
              .reservation(ReservationRule.READS)
              .needsReady()
              .executes(context -> answer(context, 1, 8, context.cdb().u32(6))));

  private ReadDefectData() {}

  private static Outcome answer(
      CommandContext context, int whatAt, int headerLength, long allocationLength) {
    Cdb cdb = context.cdb();
    int what = cdb.u8(whatAt) & WHAT;
    if ((what & FORMAT) == RESERVED_FORMAT) {
      return SenseMapper.invalidFieldInCdb(whatAt);
    }
    ByteBuffer header = ByteBuffer.allocate(headerLength).put(1, (byte) what);
    return ParameterData.upTo(allocationLength, header);
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.copy.Copy;
import io.sealcopy.target.scsi.copy.CopyList;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * EXTENDED COPY(LID1), SPC-4 §6.4: between block devices among the units that the nexus reaches.
 * Its effect on blocks is that of the reads and writes it stands for, through the volumes.
 */
public final class ExtendedCopy {
  private static final int LID1 = 0x00;
  private static final int HEADER = 16;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("extended_copy", "EXTENDED COPY(LID1)", "83 1f 0000000000000000 ffffffff 00 00")
              .serviceAction(LID1)
              .effect(Effect.COPIES)
              .dataOut((cdb, _) -> cdb.u32(10))
              .executes(ExtendedCopy::execute));

  private ExtendedCopy() {}

  private static Outcome execute(CommandContext context) {
    ByteBuffer list = context.parameters();
    long length = context.cdb().u32(10);
    if (length == 0) {
      return Outcome.GOOD;
    }
    if (length < HEADER || list.remaining() != length) {
      return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    return switch (CopyList.read(list)) {
      case CopyList.Reading.Refused(Outcome outcome) -> outcome;
      case CopyList.Reading.Sound(CopyList copy) -> Copy.begin(context, copy);
    };
  }
}

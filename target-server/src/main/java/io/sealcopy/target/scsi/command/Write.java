package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.Blocks;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.DataOutLength;
import io.sealcopy.target.scsi.Effect;
import java.util.List;

/** WRITE (6), (10), (12) and (16), SBC-3 §5.29 to §5.32: data goes to the volume as it comes. */
public final class Write {
  private static final int FORCE_UNIT_ACCESS = 0x08;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("write", "WRITE(6)", "0a 1f ffff ff 00")
              .blocks(Blocks.SIX, Effect.WRITES)
              .dataOut(lengthOf(Blocks.SIX))
              .streams(context -> context.openWrite(false)),
          command("write", "WRITE(10)", "2a 18 ffffffff 1f ffff 00")
              .blocks(Blocks.TEN, Effect.WRITES)
              .dataOut(lengthOf(Blocks.TEN))
              .streams(Write::flagged),
          command("write", "WRITE(12)", "aa 18 ffffffff ffffffff 1f 00")
              .blocks(Blocks.TWELVE, Effect.WRITES)
              .dataOut(lengthOf(Blocks.TWELVE))
              .streams(Write::flagged),
          command("write", "WRITE(16)", "8a 18 ffffffffffffffff ffffffff 1f 00")
              .blocks(Blocks.SIXTEEN, Effect.WRITES)
              .dataOut(lengthOf(Blocks.SIXTEEN))
              .streams(Write::flagged));

  private Write() {}

  private static DataOutLength lengthOf(Blocks blocks) {
    return (cdb, blockLength) -> blocks.count(cdb) * blockLength;
  }

  private static WriteStream flagged(CommandContext context) {
    return context.openWrite(context.cdb().bit(1, FORCE_UNIT_ACCESS));
  }
}

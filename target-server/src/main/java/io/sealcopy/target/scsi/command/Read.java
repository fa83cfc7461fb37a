package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.scsi.Blocks;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Outcome;
import java.nio.ByteBuffer;
import java.util.List;

/** READ (6), (10), (12) and (16), SBC-3 §5.10 to §5.13. */
public final class Read {
  private static final int FORCE_UNIT_ACCESS = 0x08;

  /** Byte 1 takes DPO, FUA and RARC; RDPROTECT asks for protection information we do not keep. */
  public static final List<CommandSpec> SPECS =
      List.of(
          command("read", "READ(6)", "08 1f ffff ff 00")
              .blocks(Blocks.SIX, Effect.READS)
              .executes(Read::plain),
          command("read", "READ(10)", "28 1c ffffffff 1f ffff 00")
              .blocks(Blocks.TEN, Effect.READS)
              .executes(Read::flagged),
          command("read", "READ(12)", "a8 1c ffffffff ffffffff 1f 00")
              .blocks(Blocks.TWELVE, Effect.READS)
              .executes(Read::flagged),
          command("read", "READ(16)", "88 1c ffffffffffffffff ffffffff 1f 00")
              .blocks(Blocks.SIXTEEN, Effect.READS)
              .executes(Read::flagged));

  private Read() {}

  private static Outcome plain(CommandContext context) {
    int length = (int) context.blocks() * context.blockLength();
    if (length == 0) {
      return Outcome.GOOD;
    }
    context.volume().read(context.lba(), context.dataIn(length), context);
    return Outcome.LATER;
  }

  private static Outcome flagged(CommandContext context) {
    Volume volume = context.volume();
    if (!context.cdb().bit(1, FORCE_UNIT_ACCESS)
        || !volume.traits().volatileCache()
        || context.blocks() == 0) {
      return plain(context);
    }
    ByteBuffer destination = context.dataIn((int) context.blocks() * context.blockLength());
    // SBC-3 §5.11: what is newer in a volatile cache goes to the medium before it is read.
    volume.flush(failure -> {
      if (failure != null) {
        context.done(failure);
      } else {
        volume.read(context.lba(), destination, context);
      }
    });
    return Outcome.LATER;
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.Blocks;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Exclusive;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import java.nio.ByteBuffer;
import java.util.List;

/** ORWRITE (16), SBC-3 §5.6: sets bits, and lets nobody in between reading and writing. */
public final class OrWrite {
  private static final int FORCE_UNIT_ACCESS = 0x08;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("orwrite", "ORWRITE(16)", "8b 18 ffffffffffffffff ffffffff 1f 00")
              .blocks(Blocks.SIXTEEN, Effect.MODIFIES)
              .dataOut((cdb, blockLength) -> Blocks.SIXTEEN.count(cdb) * blockLength)
              .executes(OrWrite::execute));

  private OrWrite() {}

  private static Outcome execute(CommandContext context) {
    if (context.expectedDataOut() < context.wantedDataOut()) {
      return SenseMapper.invalidFieldInCdb(10);
    }
    if (context.blocks() == 0) {
      return Outcome.GOOD;
    }
    ByteBuffer found = context.scratch((int) context.wantedDataOut());
    return Exclusive.run(context, held -> set(context, held, found));
  }

  private static void set(CommandContext context, Exclusive held, ByteBuffer found) {
    held.volume()
        .read(
            context.lba(),
            found,
            failure -> {
              if (failure != null) {
                held.done(failure);
                return;
              }
              ByteBuffer bits = context.parameters();
              for (int at = 0; at < found.capacity(); at += Long.BYTES) {
                // Eight bytes at once: a block is a multiple of that.
                found.putLong(at, found.getLong(at) | bits.getLong(at));
              }
              boolean force = context.cdb().bit(1, FORCE_UNIT_ACCESS);
              WriteStream stream =
                  held.volume().openWrite(context.lba(), (int) context.blocks(), force);
              stream.data(0, found.flip());
              stream.finish(held);
            });
  }
}

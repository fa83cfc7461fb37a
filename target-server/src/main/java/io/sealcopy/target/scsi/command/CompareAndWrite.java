package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.Blocks;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandPipeline;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Exclusive;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.page.BlockLimits;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * COMPARE AND WRITE, SBC-3 §5.2: writes the second half of its data if the blocks contain the first
 * half, and lets nobody in between. Clusters use it as a lock.
 */
public final class CompareAndWrite {
  private static final int FORCE_UNIT_ACCESS = 0x08;

  public static final List<CommandSpec> SPECS =
      List.of(
          command(
                  "compare_and_write",
                  "COMPARE AND WRITE",
                  "89 18 ffffffffffffffff 000000 ff 1f 00")
              .blocks(Blocks.SIXTEEN, Effect.MODIFIES)
              .ownProtection()
              .dataOut((cdb, blockLength) -> 2 * Blocks.SIXTEEN.count(cdb) * blockLength)
              .executes(CompareAndWrite::execute));

  private CompareAndWrite() {}

  private static Outcome execute(CommandContext context) {
    if (context.expectedDataOut() != context.wantedDataOut()
        || context.blocks() > BlockLimits.compareAndWriteBlocks(context)) {
      // With less or more data the two sides mean different blocks.
      return SenseMapper.invalidFieldInCdb(13);
    }
    if (context.blocks() == 0) {
      return Outcome.GOOD;
    }
    Outcome refused = CommandPipeline.protection(context);
    if (refused != null) {
      return refused;
    }
    ByteBuffer found = context.scratch((int) context.wantedDataOut() / 2);
    return Exclusive.run(context, held -> compare(context, held, found));
  }

  private static void compare(CommandContext context, Exclusive held, ByteBuffer found) {
    int length = found.capacity();
    ByteBuffer data = context.parameters();
    held.volume()
        .read(
            context.lba(),
            found,
            failure -> {
              if (failure != null) {
                held.done(failure);
                return;
              }
              int mismatch = found.flip().mismatch(data.slice(0, length));
              if (mismatch >= 0) {
                held.end(SenseMapper.miscompare(mismatch));
                return;
              }
              boolean force = context.cdb().bit(1, FORCE_UNIT_ACCESS);
              WriteStream stream =
                  held.volume().openWrite(context.lba(), (int) context.blocks(), force);
              stream.data(0, data.slice(length, length));
              stream.finish(held);
            });
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.target.scsi.Blocks;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.page.BlockLimits;
import java.util.List;

/**
 * WRITE ATOMIC (16), SBC-4 §5.48: all blocks or none, for every reader and after every failure.
 * Gathered whole before the first block changes; on stable storage when it is complete, FUA or not.
 */
public final class WriteAtomic {
  /** Bytes 10 and 11, the boundary, must be zero: a write is atomic as a whole only. */
  public static final List<CommandSpec> SPECS =
      List.of(
          command("write_atomic", "WRITE ATOMIC(16)", "9c 18 ffffffffffffffff 0000 ffff 1f 00")
              .blocks(Blocks.ATOMIC, Effect.WRITES)
              .dataOut((cdb, blockLength) -> Blocks.ATOMIC.count(cdb) * blockLength)
              .visibility(nexus -> nexus.volume().atomicBytes() > 0)
              .executes(WriteAtomic::execute));

  private WriteAtomic() {}

  private static Outcome execute(CommandContext context) {
    if (context.blocks() > BlockLimits.atomicBlocks(context)
        || context.expectedDataOut() < context.wantedDataOut()) {
      return SenseMapper.invalidFieldInCdb(12);
    }
    if (context.blocks() == 0) {
      return Outcome.GOOD;
    }
    context.volume().writeAtomic(context.lba(), context.parameters(), context);
    return Outcome.LATER;
  }
}

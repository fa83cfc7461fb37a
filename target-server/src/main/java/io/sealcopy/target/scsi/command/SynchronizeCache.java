package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.target.scsi.Blocks;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Outcome;
import java.util.List;

/**
 * SYNCHRONIZE CACHE (10) and (16), SBC-3 §5.22 and §5.23. The whole volume is flushed whatever the
 * range, and IMMED waits too: an early answer would promise less than it seems to.
 */
public final class SynchronizeCache {
  public static final List<CommandSpec> SPECS =
      List.of(
          command("synchronize_cache", "SYNCHRONIZE CACHE(10)", "35 06 ffffffff 1f ffff 00")
              .blocks(Blocks.TEN, Effect.FLUSHES)
              .executes(SynchronizeCache::execute),
          command(
                  "synchronize_cache",
                  "SYNCHRONIZE CACHE(16)",
                  "91 06 ffffffffffffffff ffffffff 1f 00")
              .blocks(Blocks.SIXTEEN, Effect.FLUSHES)
              .executes(SynchronizeCache::execute));

  private SynchronizeCache() {}

  private static Outcome execute(CommandContext context) {
    context.volume().flush(context);
    return Outcome.LATER;
  }
}

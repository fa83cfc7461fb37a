package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.target.scsi.Blocks;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.Steps;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * PRE-FETCH (10) and (16), SBC-3 §5.8 and §5.9: reads the beginning of the range, so that the
 * system's cache has it. Never CONDITION MET: how long the cache keeps it is not ours to say.
 */
public final class PreFetch {
  /** Bytes read for one command, whatever it asks for; IMMED waits for them too. */
  private static final int MOST = 1 << 20;

  private static final int CHUNK = 256 << 10;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("pre_fetch", "PRE-FETCH(10)", "34 02 ffffffff 1f ffff 00")
              .blocks(Blocks.TEN, Effect.FETCHES)
              .executes(PreFetch::execute),
          command("pre_fetch", "PRE-FETCH(16)", "90 02 ffffffffffffffff ffffffff 1f 00")
              .blocks(Blocks.SIXTEEN, Effect.FETCHES)
              .executes(PreFetch::execute));

  private PreFetch() {}

  private static Outcome execute(CommandContext context) {
    long toEnd = context.volume().geometry().blockCount() - context.lba();
    // SBC-3 §5.8: no number of blocks means all to the end.
    long blocks = context.blocks() == 0 ? toEnd : context.blocks();
    long length = Math.min(blocks * context.blockLength(), MOST);
    return length == 0 ? Outcome.GOOD : Steps.run(context, new Fetching(context, length));
  }

  private static final class Fetching implements Steps.Step {
    private final CommandContext context;
    private final ByteBuffer chunk;
    private final long length;
    private long read;

    Fetching(CommandContext context, long length) {
      this.context = context;
      this.length = length;
      chunk = context.scratch((int) Math.min(length, CHUNK));
    }

    @Override
    public boolean start(Completion completion) {
      if (read == length) {
        return false;
      }
      int bytes = (int) Math.min(length - read, chunk.capacity());
      long lba = context.lba() + read / context.blockLength();
      read += bytes;
      context.volume().read(lba, chunk.clear().limit(bytes), completion);
      return true;
    }
  }
}

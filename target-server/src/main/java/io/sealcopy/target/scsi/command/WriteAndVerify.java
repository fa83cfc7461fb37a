package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.Blocks;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.DataOutLength;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.Steps;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * WRITE AND VERIFY (10), (12) and (16), SBC-3 §5.33 to §5.35: writes to stable storage, then reads
 * what stands there, and with BYTCHK compares it.
 */
public final class WriteAndVerify {
  private static final int COMPARE = 1;
  private static final int CHUNK = 256 << 10;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("write_and_verify", "WRITE AND VERIFY(10)", "2e 16 ffffffff 1f ffff 00")
              .blocks(Blocks.TEN, Effect.WRITES)
              .dataOut(lengthOf(Blocks.TEN))
              .executes(WriteAndVerify::execute),
          command("write_and_verify", "WRITE AND VERIFY(12)", "ae 16 ffffffff ffffffff 1f 00")
              .blocks(Blocks.TWELVE, Effect.WRITES)
              .dataOut(lengthOf(Blocks.TWELVE))
              .executes(WriteAndVerify::execute),
          command(
                  "write_and_verify",
                  "WRITE AND VERIFY(16)",
                  "8e 16 ffffffffffffffff ffffffff 1f 00")
              .blocks(Blocks.SIXTEEN, Effect.WRITES)
              .dataOut(lengthOf(Blocks.SIXTEEN))
              .executes(WriteAndVerify::execute));

  private WriteAndVerify() {}

  private static DataOutLength lengthOf(Blocks blocks) {
    return (cdb, blockLength) -> blocks.count(cdb) * blockLength;
  }

  private static Outcome execute(CommandContext context) {
    int byteCheck = context.cdb().u8(1) >> 1 & 3;
    if (byteCheck > COMPARE) {
      return SenseMapper.invalidFieldInCdb(1);
    }
    // As with WRITE, what is not a whole block is not written.
    int length = context.streamBlocks() * context.blockLength();
    return length == 0
        ? Outcome.GOOD
        : Steps.run(context, new Writing(context, length, byteCheck == COMPARE));
  }

  /** Writes all of it in one step, then reads one chunk after the other. */
  private static final class Writing implements Steps.Step {
    private final CommandContext context;
    private final boolean compare;
    private final int length;
    private final ByteBuffer chunk;
    private boolean written;
    private int read;

    Writing(CommandContext context, int length, boolean compare) {
      this.context = context;
      this.length = length;
      this.compare = compare;
      this.chunk = context.scratch(Math.min(length, CHUNK));
    }

    @Override
    public boolean start(Completion completion) {
      Volume volume = context.volume();
      if (!written) {
        written = true;
        WriteStream stream = volume.openWrite(context.lba(), context.streamBlocks(), true);
        stream.data(0, context.parameters().slice(0, length));
        stream.finish(completion);
        return true;
      }
      if (read == length) {
        return false;
      }
      int at = read;
      int bytes = Math.min(length - at, CHUNK);
      read += bytes;
      chunk.clear().limit(bytes);
      volume.read(
          context.lba() + at / context.blockLength(),
          chunk,
          failure -> {
            int mismatch =
                failure == null && compare
                    ? chunk.flip().mismatch(context.parameters().slice(at, bytes))
                    : -1;
            if (mismatch < 0) {
              completion.done(failure);
            } else {
              context.complete(SenseMapper.miscompare(at + mismatch));
            }
          });
      return true;
    }
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.storage.volume.Completion;
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
 * VERIFY (10), (12) and (16), SBC-3 §5.37 to §5.39: reads the blocks, and compares them with the
 * Data-Out (BYTCHK 01b) or each of them with one block of it (11b).
 */
public final class Verify {
  private static final int MEDIUM_ONLY = 0;
  private static final int COMPARE_ALL = 1;
  private static final int COMPARE_ONE = 3;

  private static final int CHUNK = 256 << 10;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("verify", "VERIFY(10)", "2f 16 ffffffff 1f ffff 00")
              .blocks(Blocks.TEN, Effect.READS)
              .dataOut(lengthOf(Blocks.TEN))
              .executes(Verify::execute),
          command("verify", "VERIFY(12)", "af 16 ffffffff ffffffff 1f 00")
              .blocks(Blocks.TWELVE, Effect.READS)
              .dataOut(lengthOf(Blocks.TWELVE))
              .executes(Verify::execute),
          command("verify", "VERIFY(16)", "8f 16 ffffffffffffffff ffffffff 1f 00")
              .blocks(Blocks.SIXTEEN, Effect.READS)
              .dataOut(lengthOf(Blocks.SIXTEEN))
              .executes(Verify::execute));

  private Verify() {}

  private static int byteCheck(Cdb cdb) {
    return cdb.u8(1) >> 1 & 3;
  }

  private static DataOutLength lengthOf(Blocks blocks) {
    return (cdb, blockLength) ->
        switch (byteCheck(cdb)) {
          case COMPARE_ALL -> blocks.count(cdb) * blockLength;
          case COMPARE_ONE -> blocks.count(cdb) == 0 ? 0 : blockLength;
          default -> 0;
        };
  }

  private static Outcome execute(CommandContext context) {
    int check = byteCheck(context.cdb());
    if (check != MEDIUM_ONLY && check != COMPARE_ALL && check != COMPARE_ONE) {
      return SenseMapper.invalidFieldInCdb(1);
    }
    if (context.parameters().remaining() < context.wantedDataOut()) {
      return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    return context.blocks() == 0
        ? Outcome.GOOD
        : Steps.run(context, new Comparison(context, check));
  }

  /** Reads and compares one chunk after the other. */
  private static final class Comparison implements Steps.Step {
    private final CommandContext context;
    private final int check;
    private final ByteBuffer chunk;
    private final long length;
    private long read;
    private long compared;

    Comparison(CommandContext context, int check) {
      this.context = context;
      this.check = check;
      length = context.blocks() * context.blockLength();
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
      chunk.clear().limit(bytes);
      context
          .volume()
          .read(
              lba,
              chunk,
              failure -> {
                int mismatch = failure == null ? firstMismatch(bytes) : -1;
                compared += bytes;
                if (mismatch < 0) {
                  completion.done(failure);
                } else {
                  context.complete(SenseMapper.miscompare(compared - bytes + mismatch));
                }
              });
      return true;
    }

    private int firstMismatch(int bytes) {
      ByteBuffer expected = context.parameters();
      ByteBuffer found = chunk.slice(0, bytes);
      if (check == COMPARE_ALL) {
        return found.mismatch(expected.slice((int) compared, bytes));
      }
      int step = context.blockLength();
      for (int at = 0; check == COMPARE_ONE && at < bytes; at += step) {
        int mismatch = found.slice(at, step).mismatch(expected.slice(0, step));
        if (mismatch >= 0) {
          return at + mismatch;
        }
      }
      return -1;
    }
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.Blocks;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandPipeline;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.DataOutLength;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.Steps;
import io.sealcopy.target.scsi.page.BlockLimits;
import java.nio.ByteBuffer;
import java.util.List;

/** WRITE SAME (10) and (16), SBC-3 §5.45 and §5.46, with UNMAP and, in 16 bytes, NDOB. */
public final class WriteSame {
  private static final int UNMAP = 0x08;
  private static final int NO_DATA_OUT_BUFFER = 0x01;

  /** A run of copies goes to the volume in writes of this many bytes. */
  private static final int CHUNK = 256 << 10;

  private static final DataOutLength ONE_BLOCK = (_, blockLength) -> blockLength;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("write_same", "WRITE SAME(10)", "41 08 ffffffff 1f ffff 00")
              .blocks(Blocks.TEN, Effect.REPEATS)
              .dataOut(ONE_BLOCK)
              .ownProtection()
              .executes(context -> execute(context, false)),
          command("write_same", "WRITE SAME(16)", "93 09 ffffffffffffffff ffffffff 1f 00")
              .blocks(Blocks.SIXTEEN, Effect.REPEATS)
              .dataOut((cdb, length) -> cdb.bit(1, NO_DATA_OUT_BUFFER) ? 0 : length)
              .ownProtection()
              .executes(context -> execute(context, context.cdb().bit(1, NO_DATA_OUT_BUFFER))));

  private WriteSame() {}

  private static Outcome execute(CommandContext context, boolean withoutData) {
    Cdb cdb = context.cdb();
    Volume volume = context.volume();
    boolean unmap = cdb.bit(1, UNMAP);
    if (unmap && !volume.traits().thin()) {
      return SenseMapper.invalidFieldInCdb(1);
    }
    long lba = context.lba();
    if (context.blocks() == 0 && BlockLimits.writeSameNonZero(volume)) {
      return SenseMapper.invalidFieldInCdb(context.spec().length() == 10 ? 7 : 10);
    }
    // SBC-3 §5.45: no number of blocks means all to the end.
    long blocks = context.blocks() == 0 ? volume.geometry().blockCount() - lba : context.blocks();
    if (blocks > context.unit().limits().writeSameBlocks()) {
      return SenseMapper.invalidFieldInCdb(context.spec().length() == 10 ? 7 : 10);
    }
    ByteBuffer block = context.parameters();
    long sent = withoutData ? context.blockLength() : context.expectedDataOut();
    if (sent != 0 && sent != context.blockLength()) {
      // One block is what is repeated; with less or more the two sides mean different things.
      return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    Outcome refused = blocks == 0 ? null : CommandPipeline.protection(context);
    if (refused != null) {
      return refused;
    }
    if (sent == 0) {
      return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    if (blocks == 0) {
      return Outcome.GOOD;
    }
    if (!withoutData && !allZero(block)) {
      return Steps.run(context, new Repeater(context, block, lba, blocks));
    }
    if (unmap) {
      volume.unmap(lba, blocks, context);
    } else {
      volume.zero(lba, blocks, context);
    }
    return Outcome.LATER;
  }

  private static boolean allZero(ByteBuffer block) {
    for (int i = 0; i < block.remaining(); i += Long.BYTES) {
      if (block.getLong(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Writes copies of a block, one chunk after the other. */
  private static final class Repeater implements Steps.Step {
    private final CommandContext context;
    private final ByteBuffer copies;
    private long lba;
    private long blocks;

    Repeater(CommandContext context, ByteBuffer block, long lba, long blocks) {
      this.context = context;
      this.lba = lba;
      this.blocks = blocks;
      int perChunk = CHUNK / block.remaining();
      copies = context.scratch((int) Math.min(blocks, perChunk) * block.remaining());
      while (copies.hasRemaining()) {
        copies.put(block.duplicate());
      }
      copies.flip();
    }

    @Override
    public boolean start(Completion completion) {
      if (blocks == 0) {
        return false;
      }
      int length = context.blockLength();
      int count = (int) Math.min(blocks, copies.limit() / length);
      WriteStream stream = context.volume().openWrite(lba, count, false);
      stream.data(0, copies.slice(0, count * length));
      lba += count;
      blocks -= count;
      stream.finish(completion);
      return true;
    }
  }
}

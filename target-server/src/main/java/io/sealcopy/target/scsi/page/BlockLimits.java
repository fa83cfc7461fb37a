package io.sealcopy.target.scsi.page;

import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.TransferLimits;
import java.nio.ByteBuffer;

/** Block limits, SBC-3 §6.5.3. */
public record BlockLimits() implements VpdPage {
  private static final int LENGTH = 60;

  /** Bytes: what a volume stores at once, and what it gives back at once. */
  private static final int GRANULARITY = 4096;

  /** Bytes: FirstBurstLength and MaxBurstLength as we negotiate them. */
  private static final int OPTIMAL_TRANSFER = 256 << 10;

  private static final int ALIGNMENT_VALID = 0x8000_0000;

  /**
   * WSNZ: whether a WRITE SAME must say how many blocks. Where it can deallocate, a count that was
   * forgotten must not discard everything to the end.
   */
  public static boolean writeSameNonZero(Volume volume) {
    return volume.traits().thin();
  }

  /** The most blocks of one COMPARE AND WRITE: its field is a byte, its data twice as much. */
  public static int compareAndWriteBlocks(CommandContext context) {
    return Math.min(0xff, context.unit().limits().transferBytes() / 2 / context.blockLength());
  }

  /** The most blocks of one WRITE ATOMIC; 0 where there is none. */
  public static int atomicBlocks(CommandContext context) {
    int bytes = Math.min(context.view().atomicBytes(), context.unit().limits().transferBytes());
    return Math.min(0xffff, bytes / context.blockLength());
  }

  @Override
  public int code() {
    return 0xb0;
  }

  @Override
  public byte[] body(CommandContext context) {
    TransferLimits limits = context.unit().limits();
    int blockLength = context.blockLength();
    ByteBuffer body = ByteBuffer.allocate(LENGTH);
    body.put((byte) (writeSameNonZero(context.volume()) ? 1 : 0))
        .put((byte) compareAndWriteBlocks(context))
        .putShort((short) (GRANULARITY / blockLength));
    body.putInt(limits.transferBytes() / blockLength);
    body.putInt(Math.min(OPTIMAL_TRANSFER, limits.transferBytes()) / blockLength);
    body.putInt(0);
    boolean thin = context.volume().traits().thin();
    body.putInt(thin ? (int) Math.min(limits.unmapBlocks(), 0xffff_ffffL) : 0);
    body.putInt(thin ? limits.unmapDescriptors() : 0);
    body.putInt(thin ? GRANULARITY / blockLength : 0);
    body.putInt(thin ? ALIGNMENT_VALID : 0);
    body.putLong(limits.writeSameBlocks());
    // Any alignment, any number of blocks, no boundaries. SBC-4 §6.6.4.
    body.putInt(atomicBlocks(context));
    return body.array();
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.OperationCode;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import java.nio.ByteBuffer;
import java.util.List;

/** READ CAPACITY (10) and (16), SBC-3 §5.15 and §5.16. */
public final class ReadCapacity {
  /** Smallest piece the volume stores at once: a 4096-byte block. SBC-3 §4.6. */
  private static final int PHYSICAL_BLOCK = 4096;

  private static final int LBPME = 0x80;
  private static final int LBPRZ = 0x40;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("read_capacity", "READ CAPACITY(10)", "25 00 00000000 0000 00 00")
              .needsReady()
              .executes(ReadCapacity::ten),
          command("read_capacity", "READ CAPACITY(16)", "9e 1f 0000000000000000 ffffffff 00 00")
              .serviceAction(OperationCode.READ_CAPACITY_16)
              .needsReady()
              .executes(ReadCapacity::sixteen));

  private ReadCapacity() {}

  private static Outcome ten(CommandContext context) {
    VolumeGeometry geometry = context.volume().geometry();
    // SBC-3 §5.15.2: FFFFFFFFh says "ask with READ CAPACITY(16)".
    long last = Math.min(geometry.blockCount() - 1, 0xffff_ffffL);
    ByteBuffer bytes = ByteBuffer.allocate(8).putInt((int) last).putInt(geometry.blockLength());
    return ParameterData.upTo(8, bytes.flip());
  }

  private static Outcome sixteen(CommandContext context) {
    VolumeGeometry geometry = context.volume().geometry();
    ByteBuffer bytes = ByteBuffer.allocate(32);
    bytes.putLong(geometry.blockCount() - 1).putInt(geometry.blockLength());
    int blocksPerPhysical = PHYSICAL_BLOCK / geometry.blockLength();
    bytes.put((byte) 0).put((byte) Integer.numberOfTrailingZeros(blocksPerPhysical));
    bytes.put((byte) (context.volume().traits().thin() ? LBPME | LBPRZ : 0));
    return ParameterData.upTo(context.cdb().u32(10), bytes.clear());
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandPipeline;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.Steps;
import io.sealcopy.target.scsi.TransferLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * UNMAP, SBC-3 §5.28; exists on thin volumes only. All descriptors are checked before the first.
 */
public final class Unmap {
  private static final int HEADER = 8;
  private static final int DESCRIPTOR = 16;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("unmap", "UNMAP", "42 00 00000000 1f ffff 00")
              .effect(Effect.DEALLOCATES)
              .ownProtection()
              .dataOut((cdb, _) -> cdb.u16(7))
              .visibility(nexus -> nexus.unit().volume().traits().thin())
              .executes(Unmap::execute));

  private record Range(long lba, long blocks) {}

  private Unmap() {}

  private static Outcome execute(CommandContext context) {
    ByteBuffer list = context.parameters();
    if (context.cdb().u16(7) == 0) {
      return Outcome.GOOD;
    }
    if (list.remaining() < HEADER) {
      return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    int bytes = Math.min(Short.toUnsignedInt(list.getShort(2)), list.remaining() - HEADER);
    TransferLimits limits = context.unit().limits();
    if (bytes / DESCRIPTOR > limits.unmapDescriptors()) {
      return SenseMapper.invalidFieldInParameterList(2);
    }
    VolumeGeometry geometry = context.volume().geometry();
    List<Range> ranges = new ArrayList<>();
    long total = 0;
    for (int at = HEADER; at + DESCRIPTOR <= HEADER + bytes; at += DESCRIPTOR) {
      Range range = new Range(list.getLong(at), Integer.toUnsignedLong(list.getInt(at + 8)));
      if (!geometry.contains(range.lba, range.blocks)) {
        return SenseMapper.illegalRequest(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
      }
      total += range.blocks;
      if (total > limits.unmapBlocks()) {
        return SenseMapper.invalidFieldInParameterList(at + 8);
      }
      if (range.blocks > 0) {
        ranges.add(range);
      }
    }
    Outcome refused = ranges.isEmpty() ? null : CommandPipeline.protection(context);
    if (refused != null) {
      return refused;
    }
    Iterator<Range> next = ranges.iterator();
    return Steps.run(
        context,
        completion -> {
          if (!next.hasNext()) {
            return false;
          }
          Range range = next.next();
          context.volume().unmap(range.lba, range.blocks, completion);
          return true;
        });
  }
}

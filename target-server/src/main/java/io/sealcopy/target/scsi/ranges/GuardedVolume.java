package io.sealcopy.target.scsi.ranges;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeView;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;

/**
 * A volume whose reads and changes give way to exclusive operations on the same blocks. Who holds
 * blocks already goes to the volume {@link #below}.
 */
public final class GuardedVolume extends VolumeView {
  private final BlockRanges ranges;

  public GuardedVolume(Volume below, BlockRanges ranges) {
    super(below);
    this.ranges = ranges;
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    GuardedRead read =
        completion instanceof GuardedRead.Owner owner ? owner.guardedRead() : new GuardedRead();
    read.read(below(), ranges, lba, destination, completion);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return openWrite(lba, blocks, forceUnitAccess, new GuardedStream(ByteBuffer::allocateDirect));
  }

  /** The same, with a stream that is not in use. */
  public WriteStream openWrite(
      long lba, int blocks, boolean forceUnitAccess, GuardedStream stream) {
    WriteStream to = below().openWrite(lba, blocks, forceUnitAccess);
    return stream.open(ranges, to, lba, blocks, below().geometry().blockLength());
  }

  /** Has its blocks alone, so that nobody reads a part of it. */
  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    long blocks = data.remaining() / below().geometry().blockLength();
    ranges.runAlone(
        new GuardedChange(
            ranges, lba, blocks, told -> below().writeAtomic(lba, data, told), completion));
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    ranges.run(
        new GuardedChange(
            ranges, lba, blocks, told -> below().zero(lba, blocks, told), completion));
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    ranges.run(
        new GuardedChange(
            ranges, lba, blocks, told -> below().unmap(lba, blocks, told), completion));
  }
}

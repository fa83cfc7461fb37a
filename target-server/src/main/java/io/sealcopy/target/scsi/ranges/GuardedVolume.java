package io.sealcopy.target.scsi.ranges;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.VolumeTraits;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;

/** A volume whose reads and changes give way to exclusive operations on the same blocks. */
public final class GuardedVolume implements Volume {
  private final Volume below;
  private final BlockRanges ranges;

  public GuardedVolume(Volume below, BlockRanges ranges) {
    this.below = below;
    this.ranges = ranges;
  }

  /** The volume without the guard, for those who hold their blocks already. */
  public Volume below() {
    return below;
  }

  @Override
  public VolumeGeometry geometry() {
    return below.geometry();
  }

  @Override
  public VolumeTraits traits() {
    return below.traits();
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    GuardedRead read =
        completion instanceof GuardedRead.Owner owner ? owner.guardedRead() : new GuardedRead();
    read.read(below, ranges, lba, destination, completion);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return openWrite(lba, blocks, forceUnitAccess, new GuardedStream(ByteBuffer::allocateDirect));
  }

  /** The same, with a stream that is not in use. */
  public WriteStream openWrite(
      long lba, int blocks, boolean forceUnitAccess, GuardedStream stream) {
    WriteStream to = below.openWrite(lba, blocks, forceUnitAccess);
    return stream.open(ranges, to, lba, blocks, below.geometry().blockLength());
  }

  @Override
  public int atomicBytes() {
    return below.atomicBytes();
  }

  /** Has its blocks alone, so that nobody reads a part of it. */
  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    long blocks = data.remaining() / below.geometry().blockLength();
    GuardedChange.runAlone(
        ranges, lba, blocks, told -> below.writeAtomic(lba, data, told), completion);
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    GuardedChange.run(ranges, lba, blocks, told -> below.zero(lba, blocks, told), completion);
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    GuardedChange.run(ranges, lba, blocks, told -> below.unmap(lba, blocks, told), completion);
  }

  @Override
  public void flush(Completion completion) {
    below.flush(completion);
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return below.mappedRun(lba, blocks);
  }

  /** The volume below stays its owner's to close. */
  @Override
  public void close() {}
}

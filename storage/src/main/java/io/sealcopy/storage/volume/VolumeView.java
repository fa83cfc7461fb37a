package io.sealcopy.storage.volume;

import java.nio.ByteBuffer;

/** A volume seen through another one: what a view does not change goes to the volume below. */
public abstract class VolumeView implements Volume {
  private final Volume below;

  protected VolumeView(Volume below) {
    this.below = below;
  }

  /** The volume itself. */
  public final Volume below() {
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
    below.read(lba, destination, completion);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return below.openWrite(lba, blocks, forceUnitAccess);
  }

  @Override
  public int atomicBytes() {
    return below.atomicBytes();
  }

  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    below.writeAtomic(lba, data, completion);
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    below.zero(lba, blocks, completion);
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    below.unmap(lba, blocks, completion);
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
  public final void close() {}
}

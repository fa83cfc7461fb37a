package io.sealcopy.storage.volume;

import java.nio.ByteBuffer;

/**
 * A view of a volume whose volatile cache is switched off: a change is complete only when it is on
 * stable storage. Cheap to make; the volume below stays its owner's to close.
 */
public record WriteThroughVolume(Volume below) implements Volume {
  @Override
  public VolumeGeometry geometry() {
    return below.geometry();
  }

  @Override
  public VolumeTraits traits() {
    VolumeTraits of = below.traits();
    return new VolumeTraits(
        of.id(), of.incarnation(), of.keepsContents(), of.writeProtected(), of.thin(), false);
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    below.read(lba, destination, completion);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return below.openWrite(lba, blocks, true);
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
    below.zero(lba, blocks, flushing(completion));
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    below.unmap(lba, blocks, flushing(completion));
  }

  private Completion flushing(Completion completion) {
    return failure -> {
      if (failure == null) {
        below.flush(completion);
      } else {
        completion.done(failure);
      }
    };
  }

  @Override
  public void flush(Completion completion) {
    below.flush(completion);
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return below.mappedRun(lba, blocks);
  }

  @Override
  public void close() {}
}

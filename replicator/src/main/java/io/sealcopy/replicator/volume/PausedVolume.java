package io.sealcopy.replicator.volume;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.RefusedWrite;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.VolumeTraits;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;

/** A volume while it changes its role: hosts are to send again what they ask for. */
public final class PausedVolume implements Volume {
  private static final VolumeFailure AWAY =
      new VolumeFailure.Away("the volume is on its way to another role");

  private final Volume volume;

  /**
   * @param volume what it is of; never read or changed
   */
  public PausedVolume(Volume volume) {
    this.volume = volume;
  }

  @Override
  public VolumeGeometry geometry() {
    return volume.geometry();
  }

  @Override
  public VolumeTraits traits() {
    return volume.traits();
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    completion.done(AWAY);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return new RefusedWrite(AWAY);
  }

  @Override
  public int atomicBytes() {
    return volume.atomicBytes();
  }

  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    completion.done(AWAY);
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    completion.done(AWAY);
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    completion.done(AWAY);
  }

  @Override
  public void flush(Completion completion) {
    completion.done(AWAY);
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return blocks;
  }

  @Override
  public void close() {}
}

package io.sealcopy.replicator.volume;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.VolumeTraits;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;

/** A volume as an initiator without a role on it meets it: nothing can be read or changed. */
public final class HiddenVolume implements Volume {
  private final Volume volume;
  private final VolumeFailure refusal;

  public HiddenVolume(String name, Volume volume) {
    this.volume = volume;
    this.refusal =
        new VolumeFailure.Protected("volume " + name + ": this initiator has no role on it");
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
    completion.done(refusal);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return new WriteStream() {
      @Override
      public void data(int offset, ByteBuffer bytes) {
        bytes.position(bytes.limit());
      }

      @Override
      public void finish(Completion completion) {
        completion.done(refusal);
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    completion.done(refusal);
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    completion.done(refusal);
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    completion.done(refusal);
  }

  @Override
  public void flush(Completion completion) {
    completion.done(refusal);
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return blocks;
  }

  @Override
  public void close() {}
}

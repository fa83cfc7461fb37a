package io.sealcopy.storage.volume;

import io.sealcopy.storage.volume.VolumeFailure.Protected;
import java.nio.ByteBuffer;

/** A view of another volume that nobody changes through it: every change ends as DATA PROTECT. */
public final class ReadOnlyVolume implements Volume {
  private final Volume below;
  private final VolumeTraits traits;
  private final Protected refusal;

  /**
   * A view of {@code below}, which stays its owner's to close.
   *
   * @param reason what an operator reads when a change is refused
   */
  public ReadOnlyVolume(Volume below, String reason) {
    VolumeTraits of = below.traits();
    this.below = below;
    this.refusal = new Protected(reason);
    this.traits =
        new VolumeTraits(
            of.id(), of.incarnation(), of.keepsContents(), true, of.thin(), of.volatileCache());
  }

  @Override
  public VolumeGeometry geometry() {
    return below.geometry();
  }

  @Override
  public VolumeTraits traits() {
    return traits;
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    below.read(lba, destination, completion);
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
  public int atomicBytes() {
    return below.atomicBytes();
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
    below.flush(completion);
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return below.mappedRun(lba, blocks);
  }

  @Override
  public void close() {}
}

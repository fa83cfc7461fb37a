package io.sealcopy.storage.volume;

import io.sealcopy.storage.volume.VolumeFailure.Protected;
import java.nio.ByteBuffer;

/** A view of another volume that nobody changes through it: every change ends as DATA PROTECT. */
public class ReadOnlyVolume extends VolumeView {
  private final VolumeTraits traits;
  private final Protected refusal;

  /**
   * A view of {@code below}, which stays its owner's to close.
   *
   * @param reason what an operator reads when a change is refused
   */
  public ReadOnlyVolume(Volume below, String reason) {
    super(below);
    VolumeTraits of = below.traits();
    refusal = new Protected(reason);
    traits =
        new VolumeTraits(
            of.id(), of.incarnation(), of.keepsContents(), true, of.thin(), of.volatileCache());
  }

  /** What every change ends with. */
  protected final Protected refusal() {
    return refusal;
  }

  @Override
  public VolumeTraits traits() {
    return traits;
  }

  @Override
  public final WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return new RefusedWrite(refusal);
  }

  @Override
  public final void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    completion.done(refusal);
  }

  @Override
  public final void zero(long lba, long blocks, Completion completion) {
    completion.done(refusal);
  }

  @Override
  public final void unmap(long lba, long blocks, Completion completion) {
    completion.done(refusal);
  }
}

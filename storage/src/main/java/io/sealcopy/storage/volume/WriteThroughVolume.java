package io.sealcopy.storage.volume;

/**
 * A view of a volume whose volatile cache is switched off: a change is complete only when it is on
 * stable storage. Cheap to make.
 */
public final class WriteThroughVolume extends VolumeView {
  public WriteThroughVolume(Volume below) {
    super(below);
  }

  @Override
  public VolumeTraits traits() {
    VolumeTraits of = below().traits();
    return new VolumeTraits(
        of.id(), of.incarnation(), of.keepsContents(), of.writeProtected(), of.thin(), false);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return below().openWrite(lba, blocks, true);
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    below().zero(lba, blocks, flushing(completion));
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    below().unmap(lba, blocks, flushing(completion));
  }

  private Completion flushing(Completion completion) {
    return failure -> {
      if (failure == null) {
        below().flush(completion);
      } else {
        completion.done(failure);
      }
    };
  }
}

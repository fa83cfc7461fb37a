package io.sealcopy.target.scsi.ranges;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A read that shares its blocks; reused for one read after the other. */
public final class GuardedRead extends Hold implements Completion {
  /** A completion that brings its own, so that nothing is allocated. */
  public interface Owner extends Completion {
    /** Not in use while this one has not been told of its end. */
    GuardedRead guardedRead();
  }

  private @Nullable BlockRanges ranges;
  private @Nullable Volume volume;
  private @Nullable ByteBuffer destination;
  private @Nullable Completion completion;
  private long from;

  void read(Volume of, BlockRanges within, long lba, ByteBuffer into, Completion told) {
    cover(lba, into.remaining() / of.geometry().blockLength());
    from = lba;
    volume = of;
    ranges = within;
    destination = into;
    completion = told;
    within.run(this);
  }

  @Override
  protected void entered() {
    Objects.requireNonNull(volume).read(from, Objects.requireNonNull(destination), this);
  }

  @Override
  public void done(@Nullable VolumeFailure failure) {
    Completion told = Objects.requireNonNull(completion);
    Objects.requireNonNull(ranges).leave(this);
    told.done(failure);
  }
}

package io.sealcopy.target.scsi.ranges;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A change in one call. */
final class GuardedChange extends Hold implements Completion {
  private final BlockRanges ranges;
  private final Consumer<Completion> change;
  private final Completion completion;

  GuardedChange(
      BlockRanges ranges,
      long lba,
      long blocks,
      Consumer<Completion> change,
      Completion completion) {
    this.ranges = ranges;
    this.change = change;
    this.completion = completion;
    cover(lba, blocks);
  }

  @Override
  protected void entered() {
    change.accept(this);
  }

  @Override
  public void done(@Nullable VolumeFailure failure) {
    ranges.leave(this);
    completion.done(failure);
  }
}

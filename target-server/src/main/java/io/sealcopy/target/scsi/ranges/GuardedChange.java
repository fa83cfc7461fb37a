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

  private GuardedChange(BlockRanges ranges, Consumer<Completion> change, Completion completion) {
    this.ranges = ranges;
    this.change = change;
    this.completion = completion;
  }

  /** Shares its blocks. */
  static void run(
      BlockRanges ranges,
      long lba,
      long blocks,
      Consumer<Completion> change,
      Completion completion) {
    GuardedChange hold = new GuardedChange(ranges, change, completion);
    hold.cover(lba, blocks);
    if (ranges.enter(hold)) {
      hold.entered();
    }
  }

  /** Has its blocks alone. */
  static void runAlone(
      BlockRanges ranges,
      long lba,
      long blocks,
      Consumer<Completion> change,
      Completion completion) {
    GuardedChange hold = new GuardedChange(ranges, change, completion);
    hold.cover(lba, blocks);
    if (ranges.enterAlone(hold)) {
      hold.entered();
    }
  }

  @Override
  protected void entered() {
    boolean begun = false;
    try {
      change.accept(this);
      begun = true;
    } finally {
      if (!begun) {
        ranges.leaveIfHeld(this);
      }
    }
  }

  @Override
  public void done(@Nullable VolumeFailure failure) {
    ranges.leave(this);
    completion.done(failure);
  }
}

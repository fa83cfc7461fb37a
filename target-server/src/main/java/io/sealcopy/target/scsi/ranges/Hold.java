package io.sealcopy.target.scsi.ranges;

import org.jspecify.annotations.Nullable;

/**
 * One operation's hold on a range of blocks; may be used for one operation after the other. Its
 * fields belong to the {@link BlockRanges} it is given to.
 */
public abstract class Hold {
  long lba;
  long end;
  boolean exclusive;
  boolean held;
  @Nullable Hold before;
  @Nullable Hold after;

  /** Names the blocks of the next operation, while nothing is held. */
  public final void cover(long lba, long blocks) {
    this.lba = lba;
    this.end = lba + blocks;
  }

  /**
   * The range is held now; called once. If it throws, a fault of the program, the range is given
   * back.
   */
  protected abstract void entered();

  final boolean conflictsWith(Hold other) {
    return (exclusive || other.exclusive) && lba < other.end && other.lba < end;
  }
}

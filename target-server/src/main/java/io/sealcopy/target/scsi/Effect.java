package io.sealcopy.target.scsi;

/**
 * What a command does to the blocks of its volume. Whoever wraps a volume (a pair, a sealed copy)
 * must know what to do with each.
 */
public enum Effect {
  NONE(false),
  READS(false),
  /** Brings blocks nearer, as many as seem good; sends none. */
  FETCHES(false),
  /** Makes completed changes stable; changes none. */
  FLUSHES(false),
  /** Replaces blocks with the command's data. */
  WRITES(true),
  /** Replaces blocks with what it makes of them and its data, as one uninterrupted step. */
  MODIFIES(true),
  /** Replaces a run of blocks with copies of one block, or with zeros. */
  REPEATS(true),
  /** Makes blocks read as zeros and gives back their space. */
  DEALLOCATES(true),
  /** Reads and writes blocks of several units, perhaps none of this; asked of each when it does. */
  COPIES(false);

  private final boolean changes;

  Effect(boolean changes) {
    this.changes = changes;
  }

  /** Whether write protection forbids it. */
  public boolean changes() {
    return changes;
  }
}

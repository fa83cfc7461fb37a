package io.sealcopy.target.scsi;

/**
 * What a unit needs to go on by itself.
 *
 * @param store where it keeps what must outlive the process
 * @param work where it works in the background
 * @param sanitizeRate bytes a second that SANITIZE writes at most
 */
public record UnitUpkeep(UnitStore store, BackgroundWork work, long sanitizeRate) {
  /** Keeps nothing and does everything at once: for tests. */
  public static final UnitUpkeep NONE = of(UnitStore.NONE);

  public UnitUpkeep {
    if (sanitizeRate <= 0) {
      throw new IllegalArgumentException("sanitize rate " + sanitizeRate);
    }
  }

  /** Does everything at once: for tests. */
  public static UnitUpkeep of(UnitStore store) {
    return new UnitUpkeep(store, BackgroundWork.AT_ONCE, Long.MAX_VALUE);
  }
}

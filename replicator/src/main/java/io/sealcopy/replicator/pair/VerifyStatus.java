package io.sealcopy.replicator.pair;

/**
 * How the last comparison of the copy with the P-VOL goes, or went.
 *
 * @param outcome in words that scripts may depend on
 * @param message what an operator reads beside it; empty when there is nothing to add
 * @param checkedBytes of the P-VOL that were compared at least once
 * @param totalBytes of the P-VOL
 * @param recheckedRegions looked at again because they were being changed or repaired
 * @param differences regions that differed
 * @param repaired how many of those were copied again and are equal now
 * @param unverifiedRegions hosts kept changing them, so that they could not be compared
 * @param startedAt milliseconds since 1970 UTC; 0 when there never was one
 * @param endedAt the same; 0 while it runs
 */
public record VerifyStatus(
    Outcome outcome,
    String message,
    long checkedBytes,
    long totalBytes,
    long recheckedRegions,
    long differences,
    long repaired,
    long unverifiedRegions,
    long startedAt,
    long endedAt) {
  /** The words; never reused, stable in output. */
  public enum Outcome {
    /** Never asked for. */
    NEVER,
    /** At work. */
    RUNNING,
    /** Everything was compared but the unverified regions; what differed is repaired. */
    DONE,
    /** An operator stopped it. */
    STOPPED,
    /** It could not go on. */
    FAILED
  }

  /** There was none. */
  public static final VerifyStatus NONE =
      new VerifyStatus(Outcome.NEVER, "", 0, 0, 0, 0, 0, 0, 0, 0);

  /** The same, of a main centre that ended meanwhile. */
  public VerifyStatus interrupted() {
    return outcome == Outcome.RUNNING
        ? new VerifyStatus(
            Outcome.FAILED,
            "the main centre ended meanwhile",
            checkedBytes,
            totalBytes,
            recheckedRegions,
            differences,
            repaired,
            unverifiedRegions,
            startedAt,
            startedAt)
        : this;
  }
}

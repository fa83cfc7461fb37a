package io.sealcopy.replicator.pair;

import org.jspecify.annotations.Nullable;

/**
 * How a pair is, at one moment of the group thread.
 *
 * @param fault why, in PSUE; else null
 * @param consistent the remote is the P-VOL after a prefix of its changes; in PSUS and PFUS too
 * @param copiedPercent 0 to 100, of the regions that had to be copied since the last PAIR
 * @param journalPercent 0 to 100, of the journal's space
 * @param lagMillis age of the oldest change that the remote is not known to have, by this centre's
 *     steady clock; 0 when there is none
 * @param lagBytes bytes of ciphertext in the journal that the remote is not known to have
 * @param lagChanges records of that kind
 * @param dirtyRegions regions that the copier still has to bring
 * @param link how the link is
 * @param verify how the copy was compared last
 */
public record PairStatus(
    PairState state,
    @Nullable PairFault fault,
    boolean consistent,
    int copiedPercent,
    int journalPercent,
    long lagMillis,
    long lagBytes,
    long lagChanges,
    int dirtyRegions,
    int regions,
    int activeRegions,
    long acknowledgedSequence,
    long lastSequence,
    long inFlightBytes,
    Counters counters,
    LinkStatus link,
    VerifyStatus verify) {

  /**
   * Totals since the core was started.
   *
   * @param found bytes that were not copied because the remote had them
   */
  public record Counters(
      long changes,
      long bytesSealed,
      long syncs,
      long writesSent,
      long bytesSent,
      long copied,
      long found) {}

  /**
   * How the link is.
   *
   * @param word one of {@code up}, {@code connecting}, {@code away}, {@code full}, {@code
   *     not-ready}, {@code refused}, {@code stopped}
   * @param sinceMillis how long it has been so
   * @param message why, for people; null when up
   * @param note what an operator must know while it is up (a foreign target without reservations);
   *     else null
   */
  public record LinkStatus(
      String word, long sinceMillis, @Nullable String message, @Nullable String note) {}
}

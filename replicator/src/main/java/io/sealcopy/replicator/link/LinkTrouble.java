package io.sealcopy.replicator.link;

/**
 * Why nothing crosses at the moment although nobody refuses: tried again later.
 *
 * @param kind what scripts may depend on
 * @param message what an operator reads
 */
public record LinkTrouble(Kind kind, String message) {
  /** The kinds of trouble; stable in output. */
  public enum Kind {
    /** Refused connection, timeout, reset. */
    AWAY,
    /** The remote has no room. */
    FULL,
    /** The remote answers that it is not ready, or busy. */
    NOT_READY
  }
}

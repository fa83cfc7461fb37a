package io.sealcopy.replicator.link;

/**
 * Why the remote will not take this copy until somebody acts.
 *
 * @param message what an operator reads
 */
public record LinkRefusal(Kind kind, String message) {
  /** What follows from it. */
  public enum Kind {
    /** Once its cause is gone, the copy can go on. */
    REFUSED,
    /** Another initiator holds or took the copy, or our reservation is gone (rule 6). */
    FENCED,
    /** The remote lacks what it had before: everything has to be copied. */
    LOST_TRACK
  }
}

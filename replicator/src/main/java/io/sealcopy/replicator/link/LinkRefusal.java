package io.sealcopy.replicator.link;

import org.jspecify.annotations.Nullable;

/**
 * Why the remote will not take this copy until somebody acts.
 *
 * @param message what an operator reads
 * @param has what our remote, taken over, said that it has of this copy; null: it was not asked
 */
public record LinkRefusal(Kind kind, String message, @Nullable RemoteKind has) {
  /** Nobody was asked what the remote has. */
  public LinkRefusal(Kind kind, String message) {
    this(kind, message, null);
  }

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

package io.sealcopy.replicator.link;

/** What came of telling the remote something. */
public enum NoteOutcome {
  /** It knows, durably. */
  TAKEN,
  /** This remote cannot be told. */
  UNKNOWN,
  /** Not now, or nobody knows: to be told again. */
  AGAIN
}

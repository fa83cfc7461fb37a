package io.sealcopy.replicator.pair;

/** The state of a pair, in the field's words. */
public enum PairState {
  /** Not paired. */
  SMPL,
  /** The copy is being made or brought up to date: the remote image is a mixture. */
  COPY,
  /** The remote image is the P-VOL after a prefix of its changes. */
  PAIR,
  /** As PAIR, and the journal is nearly full. */
  PFUL,
  /** The journal is full: changes are only remembered by region until it has drained. */
  PFUS,
  /** Split by an operator: nothing is shipped until a resync; what changes is kept for it. */
  PSUS,
  /** Suspended by a fault: nothing is shipped until an operator has acted. */
  PSUE,
  /** Taken over: hosts use the copy. */
  SSWS
}

package io.sealcopy.replicator.pair;

/**
 * Whether an operator keeps the pair from being copied; kept durably. A fault is apart from it:
 * both may be there, and the fault is what is shown.
 */
public enum PairHold {
  /** Nobody does. */
  NONE(PairState.PAIR, ""),
  /** It was defined, and not started yet. */
  DEFINED(PairState.SMPL, "the pair is defined and not started (SMPL): start it"),
  /** It was split; what changes is kept for the resync. */
  SPLIT(PairState.PSUS, "the pair is split (PSUS): resync goes on with it");

  private final PairState state;
  private final String message;

  PairHold(PairState state, String message) {
    this.state = state;
    this.message = message;
  }

  /** What the state is called meanwhile; of no meaning for {@link #NONE}. */
  public PairState state() {
    return state;
  }

  /** What an operator reads who asks for something that it forbids. */
  public String message() {
    return message;
  }
}

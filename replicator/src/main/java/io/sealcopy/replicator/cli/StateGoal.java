package io.sealcopy.replicator.cli;

import java.util.Locale;
import java.util.Set;

/** A state that somebody waits for, and whether it can still come without a command. */
final class StateGoal {
  /** All there are. */
  static final Set<String> STATES =
      Set.of("SMPL", "COPY", "PAIR", "PSUS", "PSUE", "PFUL", "PFUS", "SSWS");

  /** What a pair does by itself: these follow each other as the link and hosts will have it. */
  private static final Set<String> WORKING = Set.of("COPY", "PAIR", "PFUL", "PFUS");

  private final String wanted;

  StateGoal(String wanted) {
    this.wanted = wanted.toUpperCase(Locale.ROOT);
  }

  boolean isKnown() {
    return STATES.contains(wanted);
  }

  String wanted() {
    return wanted;
  }

  /** PAIR is reached in PFUL too: it is PAIR with a journal that is nearly full. */
  boolean isReached(String state) {
    return state.equals(wanted) || (wanted.equals("PAIR") && state.equals("PFUL"));
  }

  /** No state that a pair works in comes by itself once it is held. */
  boolean isHopeless(String state) {
    return WORKING.contains(wanted) && !WORKING.contains(state);
  }

  /** What an operator does about a state that nothing leaves by itself. */
  static String nextStep(String state, String name) {
    return switch (state) {
      case "SMPL" -> "start it: sealcopy pair start " + name;
      case "PSUS" -> "go on with it: sealcopy pair resync " + name;
      case "SSWS" -> "the copy was taken over; see: sealcopy pair show " + name;
      default -> "clear the cause, then: sealcopy pair resync " + name;
    };
  }
}

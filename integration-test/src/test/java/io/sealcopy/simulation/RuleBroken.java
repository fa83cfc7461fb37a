package io.sealcopy.simulation;

/** A rule of the design does not hold, or the system did what it must never do. */
class RuleBroken extends RuntimeException {
  private static final long serialVersionUID = 1;

  RuleBroken(String message) {
    super(message);
  }

  static void unless(boolean holds, String message) {
    if (!holds) {
      throw new RuleBroken(message);
    }
  }
}

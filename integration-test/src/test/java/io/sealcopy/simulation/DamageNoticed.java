package io.sealcopy.simulation;

/** A program says that its files are damaged: right when they are, else a broken rule. */
final class DamageNoticed extends RuleBroken {
  private static final long serialVersionUID = 1;

  DamageNoticed(String message) {
    super(message);
  }

  static void unless(boolean holds, String message) {
    if (!holds) {
      throw new DamageNoticed(message);
    }
  }
}

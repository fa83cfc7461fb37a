package io.sealcopy.simulation;

/** Milliseconds that pass only when the simulation says so. */
final class SimClock {
  private long millis = 1_000_000;

  long millis() {
    return millis;
  }

  void advance(int by) {
    millis += by;
  }
}

package io.sealcopy.replicator.pair;

/** Counts the operations of the simulated main centre, so that it can die before any of them. */
final class SimSteps {
  private long untilCrash = Long.MAX_VALUE;

  void crashAfter(long operations) {
    untilCrash = operations;
  }

  void calm() {
    untilCrash = Long.MAX_VALUE;
  }

  void operation() {
    if (--untilCrash <= 0) {
      throw new SimCrash();
    }
  }
}

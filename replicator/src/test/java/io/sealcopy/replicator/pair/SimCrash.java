package io.sealcopy.replicator.pair;

/** The simulated main centre dies here: thrown out of a port in the middle of the core. */
final class SimCrash extends RuntimeException {
  private static final long serialVersionUID = 1;

  SimCrash() {
    super("simulated crash", null, false, false);
  }
}

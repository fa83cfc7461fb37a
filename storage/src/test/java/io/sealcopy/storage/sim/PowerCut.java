package io.sealcopy.storage.sim;

/** Thrown by the operation during which the simulated machine loses power, and by all after it. */
public final class PowerCut extends RuntimeException {
  private static final long serialVersionUID = 1;

  PowerCut(String during) {
    super("power cut during " + during);
  }
}

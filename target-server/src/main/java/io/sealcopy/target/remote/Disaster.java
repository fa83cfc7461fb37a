package io.sealcopy.target.remote;

/**
 * A disaster at the main centre, as far as this centre was told of it, and whether it is time to
 * take over without being asked. In memory: after a restart somebody has to tell again.
 */
final class Disaster {
  private final int patienceTicks;
  private boolean noted;
  private int quietTicks;

  /**
   * @param patienceTicks ticks without a nexus, after the note, until an automatic take-over; -1:
   *     never
   */
  Disaster(int patienceTicks) {
    this.patienceTicks = patienceTicks;
  }

  void note() {
    noted = true;
    quietTicks = 0;
  }

  boolean noted() {
    return noted;
  }

  /** It is over, or the copy was taken over. */
  void over() {
    noted = false;
  }

  /**
   * Time has passed. A main centre that opens a nexus lives: then the note is forgotten.
   *
   * @return whether to take over now
   */
  boolean tick(boolean nexusOpen) {
    if (!noted || nexusOpen) {
      quietTicks = 0;
      return false;
    }
    quietTicks++;
    return patienceTicks >= 0 && quietTicks > patienceTicks;
  }
}

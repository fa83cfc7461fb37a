package io.sealcopy.replicator.pair;

/** An operator: gives commands, and looks whether they did what they say. */
final class SimOperator {
  private final PairSimulation simulation;
  private final SimHistory history;
  private final SimRemote remote;
  private int resyncAsked;

  SimOperator(PairSimulation simulation, SimHistory history, SimRemote remote) {
    this.simulation = simulation;
    this.history = history;
    this.remote = remote;
  }

  /**
   * @param checked nothing is under way, and the remote is one of ours
   */
  void flush(int life, boolean checked) {
    int moment = history.now();
    simulation.post(
        new GroupEvent.Flush(result -> {
          if (result instanceof CommandResult.Done && life == simulation.life() && checked) {
            int at = history.momentOf(remote.image);
            // Between COPY and PAIR the image is a mixture, but never after a flush.
            PairSimulation.require(
                simulation.status().state() == PairState.COPY || at >= moment,
                "flush ended, but the remote lacks changes from before it: " + at + " < " + moment);
          }
        }));
  }

  void splitOrResync() {
    if (simulation.status().state() == PairState.PSUS) {
      resync();
    } else {
      split();
    }
  }

  private void resync() {
    int life = simulation.life();
    if (resyncAsked != life) {
      resyncAsked = life;
      simulation.post(new GroupEvent.Resync(_ -> resyncAsked = 0));
    }
  }

  private void split() {
    int life = simulation.life();
    simulation.post(
        new GroupEvent.Split(result -> {
          if (result instanceof CommandResult.Done && life == simulation.life()) {
            PairSimulation.require(
                simulation.status().state() == PairState.PSUS,
                "split has ended, but the state is " + simulation.status());
            PairSimulation.require(
                simulation.status().inFlightBytes() == 0, "split has ended with bytes in flight");
          }
        }));
  }

  /** Goes on with a pair that is split. */
  void endSplit() {
    if (simulation.status().state() == PairState.PSUS) {
      resync();
    }
  }
}

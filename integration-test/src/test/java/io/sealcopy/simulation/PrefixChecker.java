package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rule 1 after every step: while the state says that the remote is an image, or said so when the
 * main centre died, the remote's content is one that the P-VOL had.
 */
final class PrefixChecker {
  private final History history;
  private final RemoteImage image;
  private final Restoring restoring;
  private @Nullable PairStatus said;

  PrefixChecker(History history, RemoteImage image, Restoring restoring) {
    this.restoring = restoring;
    this.history = history;
    this.image = image;
  }

  /** The main centre starts, and has said nothing yet; it may die before it does. */
  void restart(long[] left) {
    history.restart(left);
    said = null;
  }

  /** The main centre is up and says this. */
  void says(PairStatus status, boolean remoteUp, boolean hostsIdle) {
    restoring.says(status);
    if (restoring.isOpen()) {
      said = null;
      return;
    }
    said = status;
    if (remoteUp && saysPaired() && status.lagChanges() == 0 && hostsIdle) {
      RuleBroken.unless(
          image.hash() == history.hash(),
          "nothing is pending, but the remote differs (rule 1): " + status);
    }
  }

  /** Mode sync, and the remote is up: what hosts were told is done is there, if it says PAIR. */
  void holdsAll(int told) {
    RuleBroken.unless(
        !saysPaired() || history.momentOf(image.hash()) >= told,
        "mode sync, and the remote lacks what hosts were told is done (rule 1)");
  }

  /** The remote is up. */
  void check() {
    if (saysImage()) {
      RuleBroken.unless(
          history.momentOf(image.hash()) >= 0,
          "the state said %s, but the remote is no prefix of the P-VOL's history (rule 1)"
              .formatted(said));
    }
  }

  /** Whatever the main centre says: whoever takes over now is told that the image is whole. */
  void checkSaidWhole() {
    RuleBroken.unless(
        history.momentOf(image.hash()) >= 0,
        "the remote was told that its image is whole, and it is not (rule 1)");
  }

  /** In PSUS and PFUS it may be one too. */
  private boolean saysImage() {
    return said != null && said.consistent();
  }

  private boolean saysPaired() {
    return said != null && (said.state() == PairState.PAIR || said.state() == PairState.PFUL);
  }

  /**
   * An operator's flush: what to do with its result.
   *
   * @param countable whether the remote is up and this life of the main centre goes on
   */
  Consumer<CommandResult> flush(BooleanSupplier countable) {
    int before = history.now();
    return result -> {
      if (result instanceof CommandResult.Done && countable.getAsBoolean() && saysImage()) {
        RuleBroken.unless(
            history.momentOf(image.hash()) >= before,
            "flush has ended, but the remote lacks changes from before it (rule 1)");
      }
    };
  }
}

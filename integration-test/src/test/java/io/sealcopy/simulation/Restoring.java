package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import io.sealcopy.storage.sim.SimBackup;
import java.io.IOException;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * In some runs the whole main centre (volumes, pair files, journal, activity log) is put back,
 * once, to what it was at an earlier moment, and its hosts go on, mostly before the link is up.
 * Until it says with an open link that the remote is as it is, nothing is known of the two
 * together.
 */
final class Restoring {
  /** Within so many it is backed up, and within so many more restored. */
  private static final int STEPS = 800;

  private static final int NEVER = Integer.MAX_VALUE;

  private final SimMain main;
  private final SimRemote remote;
  private final Trace trace;
  private final RandomGenerator random;
  private final boolean planned;
  private final int backUpAt;
  private final int restoreAt;
  private @Nullable SimBackup backup;
  private boolean done;
  private boolean fresh;
  private boolean open;

  /**
   * @param possible false: it never happens
   */
  Restoring(SimMain main, SimRemote remote, Trace trace, RandomGenerator random, boolean possible) {
    this.main = main;
    this.remote = remote;
    this.trace = trace;
    this.random = random;
    this.planned = possible && random.nextInt(4) == 0;
    this.backUpAt = planned && random.nextBoolean() ? random.nextInt(STEPS) : NEVER;
    this.restoreAt =
        backUpAt < NEVER && random.nextBoolean() ? backUpAt + 1 + random.nextInt(STEPS) : NEVER;
  }

  /** Before step {@code step} of the run; put back, the main centre has to be started. */
  void step(int step) {
    if (step == backUpAt) {
      backUp();
    } else if (step == restoreAt) {
      restore();
    }
  }

  private void backUp() {
    trace.note("the main centre is backed up");
    backup = main.disk().backUp();
  }

  private void restore() {
    main.crash(false);
    main.disk().restore(Objects.requireNonNull(backup));
    remote.records().mainRestored();
    if (random.nextInt(3) > 0) {
      main.link().setAway(true);
    }
    done = true;
    fresh = true;
    open = true;
    trace.note("the main centre is restored from its backup");
    trace.meet("main restored");
  }

  /** All is copied: then it is put back after more changes, if it has not been, and has others. */
  void atRest(Ending ending) throws IOException {
    if (planned && !done) {
      if (backup == null) {
        backUp();
      }
      ending.besideHosts(random.nextInt(400));
      restore();
      ending.besideHosts(random.nextInt(400));
      ending.settle();
    }
  }

  /** Whether this is the first start after it. */
  boolean takeFresh() {
    boolean was = fresh;
    fresh = false;
    return was;
  }

  /** Whether what the main centre says of the remote is not worth anything yet. */
  boolean isOpen() {
    return open;
  }

  /** The main centre is up and says this. */
  void says(PairStatus status) {
    if (open && status.fault() != null) {
      trace.meet("restored main " + status.fault().reason());
    }
    boolean copied = status.state() == PairState.PAIR || status.state() == PairState.PFUL;
    if (open && !fresh && copied && status.link().word().equals("up")) {
      open = false;
      trace.note("the restored main centre calls the remote equal");
      trace.meet("restored main PAIR");
    }
  }
}

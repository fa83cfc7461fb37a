package io.sealcopy.simulation;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import io.sealcopy.replicator.pair.VerifyStatus;
import io.sealcopy.storage.sim.PowerCut;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Hosts, main centre, link, remote centre, decryptors and operators on one thread, everything that
 * happens chosen by one seed. Rules 1 and 3 are checked after every step, rule 2 whenever the main
 * centre starts, rule 7 too; rule 4 by what the remote holds (every step) and at the end.
 */
final class Simulation {
  static final int PATIENCE = 400_000;

  private final RandomGenerator random;
  private final Trace trace = new Trace();
  private final SimClock clock = new SimClock();
  private final Shape shape;
  private final History history;
  private final SimRemote remote;
  private final SimMain main;
  private final SimHost host;
  private final List<SimDecryptor> decryptors;
  private final RemoteImage image;
  private final PrefixChecker prefix;
  private final LostBitsChecker lostBits;
  private final TableChecker table;
  private final Disturbances disturbances;
  private final OwnCopy own;
  private final DiskFault diskFault;
  private final KeptImage kept;
  private final Ending ending;
  private final int takeOverAt;

  /** Somebody takes over as soon as an earlier image is better than what there is. */
  private final boolean imageIsWanted;

  private long steps;
  private boolean powerWasLost;

  /** When the main centre that runs was started: older moments are not in the history. */
  private long lifeBegan;

  Simulation(long seed, PlantedBug bug) {
    this.random = Seeds.generator(seed);
    this.shape = Shape.of(random);
    this.history = new History(shape.blocks());
    this.remote = new SimRemote(shape, random, trace, bug);
    this.main = new SimMain(shape, remote, history, clock, random, trace, bug);
    this.host = new SimHost(shape, main, history, random, trace);
    this.decryptors =
        List.of(
            new SimDecryptor(shape, remote, random, trace, bug),
            new SimDecryptor(shape, remote, random, trace, bug));
    this.image = new RemoteImage(shape);
    this.prefix = new PrefixChecker(history, image);
    RandomGenerator others = Seeds.generator(seed ^ 0x7a6e0f);
    this.kept = new KeptImage(remote, image, history, clock, trace, bug);
    this.own = new OwnCopy(shape, remote, image, kept, others, trace);
    this.imageIsWanted = others.nextInt(4) == 0;
    this.diskFault =
        new DiskFault(main.disk(), remote.disk(), Seeds.generator(seed ^ 0xd15c), trace, bug);
    this.takeOverAt =
        !imageIsWanted && others.nextInt(3) == 0 ? others.nextInt(1200) : Integer.MAX_VALUE;
    this.lostBits = new LostBitsChecker(shape);
    this.table = new TableChecker(shape);
    this.disturbances =
        new Disturbances(this, shape, main, remote, host, decryptors, kept, random, trace);
    this.ending = new Ending(this, shape, main, remote, host, image, disturbances, random);
  }

  long steps() {
    return steps;
  }

  /** Events that the cores took. */
  long events() {
    return main.events()
        + remote.events()
        + decryptors.stream().mapToLong(SimDecryptor::events).sum();
  }

  Trace trace() {
    return trace;
  }

  /** So many random steps; then everything is healed, compared, decrypted and compared again. */
  void run(int count) throws IOException {
    try {
      runAll(count);
    } catch (DamageNoticed | IOException noticed) {
      if (!diskFault.hasHappened()) {
        throw noticed;
      }
      // An operator has to make the pair anew: nothing went on with what is wrong.
      trace.meet("damage is noticed");
    }
  }

  private void runAll(int count) throws IOException {
    remote.create();
    main.create(!imageIsWanted && random.nextBoolean());
    bootMain();
    for (int i = 0; i < count; i++) {
      int at = i;
      guarded(() -> {
        diskFault.step(at);
        if (at >= takeOverAt || (imageIsWanted && remote.isUp() && kept.isNeeded())) {
          own.takeOver();
        }
        randomStep();
      });
    }
    settle();
    if (!own.isTaken()) {
      ending.verifyBesideHosts();
      settle();
      ending.rotAndVerify();
    }
    ending.decryptAll(decryptors.getFirst(), own.isTaken());
    stopRemote();
  }

  /** One step, and the checks after it. */
  interface Step {
    void run() throws IOException;
  }

  void guarded(Step step) throws IOException {
    steps++;
    try {
      step.run();
    } catch (PowerCut cut) {
      boolean known = false;
      if (main.disk().isOff()) {
        known = true;
        crashMain(disturbances.mainLosesPower());
      }
      if (remote.disk().isOff()) {
        known = true;
        crashRemote(disturbances.remoteLosesPower());
      }
      if (!known) {
        throw cut;
      }
    }
    check();
  }

  private void check() {
    if (remote.isUp()) {
      image.look(remote);
      own.check();
      if (!own.isTaken()) {
        kept.look();
      }
    }
    if (main.isUp() && main.takeChanged()) {
      PairStatus status = main.status();
      RuleBroken.unless(
          status.fault() == null
              || disturbances.suspended()
              || diskFault.hasHappened()
              || (own.isAsked() && main.isFenced()),
          "suspended although nothing is damaged: " + status.fault());
      trace.meet(status.state().name());
      VerifyStatus verify = status.verify();
      if (!ending.hasRotted()) {
        trace.meet("verify " + verify.outcome());
      }
      RuleBroken.unless(
          verify.differences() == 0 || ending.hasRotted(), "verify has a false alarm: " + verify);
      if (status.counters().found() > 0) {
        trace.meet("resync leaves out what is there");
      }
      boolean applied = remote.isUp() && !own.isChanged() && !remote.isStalled();
      prefix.says(status, applied, host.outstanding() == 0);
      if (applied && shape.options().mode() == PairOptions.Mode.SYNC) {
        prefix.holdsAll(host.told());
      }
    }
    if (remote.isUp() && !own.isChanged()) {
      prefix.check();
      if (!ending.hasRotted() && SimNotes.areWhole(remote, lifeBegan, trace)) {
        prefix.checkSaidWhole();
      }
    }
  }

  /** One step in which nothing new is begun. */
  void calmly() throws IOException {
    guarded(this::calmStep);
  }

  private void randomStep() throws IOException {
    if (own.isTaken() && random.nextInt(6) == 0) {
      own.step();
    } else if (main.isUp() && random.nextInt(100) == 0) {
      disturbances.verify();
    } else if (main.isUp() && kept.isKept() && remote.isUp() && random.nextInt(100) == 0) {
      kept.drop(main.status());
    } else if (imageIsWanted && random.nextInt(60) == 0) {
      disturbances.splitOrResync();
    } else if (shape.isSealedLink() && random.nextInt(50) == 0) {
      disturbances.cutSomething();
    } else if (remote.isUp() && random.nextInt(80) == 0) {
      disturbances.startDecryptor();
    } else if (random.nextInt(shape.calmness()) == 0) {
      disturbances.step();
    } else if (main.isUp() && random.nextInt(shape.hostEvery()) == 0) {
      host.step();
    } else {
      calmStep();
    }
  }

  void calmStep() throws IOException {
    clock.advance(random.nextInt(8));
    switch (random.nextInt(8)) {
      case 0, 1 -> remote.network();
      case 2 -> {
        if (remote.isUp()) {
          remote.step();
        } else if (random.nextInt(4) == 0) {
          bootRemote();
        }
      }
      case 3 -> {
        if (remote.isUp() && !remote.jobStep() && random.nextInt(8) == 0) {
          remote.tick();
        }
      }
      case 4 -> decryptors.get(random.nextInt(decryptors.size())).step();
      default -> {
        if (main.isUp()) {
          mainStep();
        } else if (random.nextInt(8) == 0) {
          bootMain();
        }
      }
    }
  }

  private void mainStep() throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> main.syncStep();
      case 1 -> main.volumeStep();
      default -> main.turn();
    }
  }

  void bootMain() throws IOException {
    main.boot((journal, regions, base) -> {
      long[] left = main.openVolumes().stamps();
      host.restart(left, powerWasLost);
      powerWasLost = false;
      image.maybeTorn(left);
      if (remote.isUp() && !own.isChanged() && journal.damage() == null) {
        lostBits.check(left, image, remote, journal, regions, base);
      }
      history.restart(left);
      lifeBegan = clock.millis();
    });
  }

  Consumer<CommandResult> flushChecked(BooleanSupplier countable) {
    return prefix.flush(() -> countable.getAsBoolean() && !own.isChanged() && !remote.isStalled());
  }

  void crashMain(boolean power) {
    powerWasLost |= power;
    main.crash(power);
  }

  /** Stops the remote in order. */
  void haltRemote() throws IOException {
    remote.stop();
    own.remoteDied();
  }

  void crashRemote(boolean power) {
    remote.crash(power);
    own.remoteDied();
  }

  private void bootRemote() throws IOException {
    // A copy whose volume has no room cannot apply its journal: somebody made room first.
    remote.setFull(false);
    remote.boot();
    image.look(remote);
  }

  /** Stops the remote in order, and looks at its files. */
  void stopRemote() throws IOException {
    remote.stop();
    own.remoteDied();
    // What was pending before the stop is in place now: the prefix may have moved on.
    remote.boot();
    image.look(remote);
    remote.stop();
    table.check(remote.disk(), image.stamps(), remote.records());
  }

  private void settle() throws IOException {
    disturbances.heal();
    for (int i = 0; i < PATIENCE; i++) {
      guarded(this::healingStep);
      if (main.isUp() && remote.isUp() && isSettled()) {
        if (own.isTaken()) {
          own.checkNamed(main.stamps(), main.unshipped());
          return;
        }
        RuleBroken.unless(
            Arrays.equals(main.stamps(), image.stamps()), "the copy differs (rules 1 and 2)");
        return;
      }
    }
    throw new RuleBroken(
        "never became PAIR again: " + (main.isUp() ? main.status() : "the main centre is down"));
  }

  private void healingStep() throws IOException {
    own.finish();
    if (main.isUp() && disturbances.held()) {
      disturbances.resync();
    }
    calmStep();
  }

  boolean isSettled() {
    PairStatus status = main.status();
    boolean asExpected =
        own.isTaken()
            ? main.isFenced()
            : status.state() == PairState.PAIR && status.lagChanges() == 0;
    return asExpected
        && own.isQuiet()
        && main.isQuiet()
        && host.outstanding() == 0
        && remote.isQuiet()
        && decryptors.stream().noneMatch(SimDecryptor::isRunning);
  }
}

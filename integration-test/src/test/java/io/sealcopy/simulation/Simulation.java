package io.sealcopy.simulation;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import io.sealcopy.replicator.pair.VerifyStatus;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hosts, main centre, link, remote centre, decryptors and operators on one thread, everything that
 * happens chosen by one seed. Rules 1 and 3 are checked after every step, rule 2 whenever the main
 * centre starts, rule 7 too; rule 4 by what the remote holds (every step) and at the end.
 */
final class Simulation {
  static final int PATIENCE = 400_000;
  private static final int MOST_SWAPS = 2;

  private final RandomGenerator random;
  private final long seed;
  private final PlantedBug bug;
  private final Trace trace;
  private final SimClock clock;
  private final Shape shape;
  private final History history;
  private final SimRemote remote;
  private final SimMain main;
  private final SimHost host;
  private final List<SimDecryptor> decryptors;
  private final RemoteImage image;
  private final PrefixChecker prefix;
  private final LostBitsChecker lostBits;
  private final Disturbances disturbances;
  private final OwnCopy own;
  private final DiskFault diskFault;
  private final Restoring restoring;
  private final KeptImage kept;
  private final Ending ending;
  private final int takeOverAt;

  /** Somebody takes over as soon as an earlier image is better than what there is. */
  private final boolean imageIsWanted;

  private long steps;
  private boolean powerWasLost;

  /** When the main centre that runs was started: older moments are not in the history. */
  private long lifeBegan;

  private @Nullable Simulation back;

  /** A pair that is made of new volumes, which are zeros. */
  static Simulation of(long seed, PlantedBug bug) {
    RandomGenerator random = Seeds.generator(seed);
    Shape shape = Shape.of(random);
    Trace trace = new Trace();
    SimDisk main = new SimDisk(random);
    SimDisk remote = new SimDisk(random);
    DiskFault fault = new DiskFault(main, remote, Seeds.generator(seed ^ 0xd15c), trace, bug);
    return new Simulation(seed, random, bug, shape, main, remote, new SimClock(), trace, fault);
  }

  private Simulation(
      long seed,
      RandomGenerator random,
      PlantedBug bug,
      Shape shape,
      SimDisk mainDisk,
      SimDisk remoteDisk,
      SimClock clock,
      Trace trace,
      DiskFault diskFault) {
    this.seed = seed;
    this.random = random;
    this.bug = bug;
    this.clock = clock;
    this.trace = trace;
    this.shape = shape;
    this.diskFault = diskFault;
    this.history = new History(shape.blocks());
    this.remote = new SimRemote(shape, remoteDisk, random, trace, bug);
    this.main = new SimMain(shape, mainDisk, remote, history, clock, random, trace, bug);
    this.host = new SimHost(shape, main, history, random, trace);
    this.decryptors =
        List.of(
            new SimDecryptor(shape, remote, random, trace, bug),
            new SimDecryptor(shape, remote, random, trace, bug));
    this.image = new RemoteImage(shape);
    long streams = seed ^ ((long) shape.pair().number() << 32);
    this.restoring =
        new Restoring(
            main, remote, trace, Seeds.generator(streams ^ 0xbac0), !diskFault.isPlanned());
    this.prefix = new PrefixChecker(history, image, restoring);
    RandomGenerator others = Seeds.generator(streams ^ 0x7a6e0f);
    this.kept = new KeptImage(remote, image, history, clock, trace, bug);
    this.own = new OwnCopy(shape, remote, image, kept, others, trace);
    this.imageIsWanted = others.nextInt(4) == 0;
    this.takeOverAt =
        !imageIsWanted && others.nextInt(isFirst() ? 3 : 2) == 0
            ? others.nextInt(isFirst() ? 1200 : 600)
            : Integer.MAX_VALUE;
    this.lostBits = new LostBitsChecker(shape);
    this.disturbances =
        new Disturbances(this, shape, main, remote, host, decryptors, kept, random, trace);
    this.ending = new Ending(this, shape, main, remote, host, image, own, disturbances, random);
  }

  private boolean isFirst() {
    return shape.pair().number() == 0;
  }

  long steps() {
    return steps + (back == null ? 0 : back.steps());
  }

  /** Events that the cores took. */
  long events() {
    return main.events()
        + remote.events()
        + decryptors.stream().mapToLong(SimDecryptor::events).sum()
        + (back == null ? 0 : back.events());
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
    SimFiles.create(shape, main.disk().root(), random, !imageIsWanted && random.nextBoolean());
    runPair(count);
  }

  private void runPair(int count) throws IOException {
    bootMain();
    for (int i = 0; i < count; i++) {
      int at = i;
      guarded(() -> {
        diskFault.step(at);
        restoring.step(at);
        if (at >= takeOverAt || (imageIsWanted && remote.isUp() && kept.isNeeded())) {
          own.takeOver();
        }
        randomStep();
      });
    }
    ending.settle();
    if (!own.isTaken()) {
      restoring.atRest(ending);
      ending.verifyBesideHosts();
      ending.settle();
      ending.rotAndVerify();
    }
    ending.decryptAll(decryptors.getFirst(), own.isTaken());
    if (own.isTaken() && shape.pair().number() < MOST_SWAPS) {
      runBack(count / 2);
    } else {
      ending.stopRemote();
    }
  }

  /** The centre that has taken over becomes the main centre, and copies back. */
  private void runBack(int count) throws IOException {
    SimSwap swap = new SimSwap(shape, main.disk(), remote.disk(), random, trace, bug);
    swap.away(this, main, ending);
    List<Boolean> changed =
        shape.members().stream()
            .map(member -> remote.takeOverStatus(member.index()).changedRegions() > 0)
            .toList();
    ending.stopRemote();
    Shape turned = shape.swapped(random);
    Simulation other =
        new Simulation(
            seed, random, bug, turned, remote.disk(), main.disk(), clock, trace, diskFault);
    back = other;
    trace.meet(isFirst() ? "swapped" : "home again");
    swap.create(turned, changed, other.remote);
    long[] volumes = other.main.openVolumes().stamps();
    other.host.begin(volumes);
    other.image.maybeTorn(volumes);
    other.image.maybeTorn(main.openVolumes().stamps());
    shape.members().forEach(each -> other.remote.blocks(each.index()).allWritten());
    other.image.look(other.remote);
    other.runPair(count);
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
              || restoring.isOpen()
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
      host.restart(left, powerWasLost, restoring.takeFresh());
      powerWasLost = false;
      image.maybeTorn(left);
      if (remote.isUp() && !restoring.isOpen() && !own.isChanged() && journal.damage() == null) {
        lostBits.check(left, image, remote, journal, regions, base);
      }
      prefix.restart(left);
      lifeBegan = clock.millis();
    });
  }

  /** Whether a main centre that was restored from a backup has not yet said that all is well. */
  boolean isRestored() {
    return restoring.isOpen();
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

  boolean isSettled() {
    PairStatus status = main.status();
    boolean asExpected =
        own.isTaken()
            ? main.isFenced()
            : status.state() == PairState.PAIR && status.lagChanges() == 0 && !isRestored();
    return asExpected
        && own.isQuiet()
        && main.isQuiet()
        && host.outstanding() == 0
        && remote.isQuiet()
        && decryptors.stream().noneMatch(SimDecryptor::isRunning);
  }
}

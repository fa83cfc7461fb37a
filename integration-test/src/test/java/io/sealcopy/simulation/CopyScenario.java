package io.sealcopy.simulation;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import io.sealcopy.replicator.pair.VerifyStatus;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** A main centre, its host and its remote on one thread, where only happens what a test says. */
final class CopyScenario {
  private static final int PATIENCE = 200_000;
  private static final int LEAST_REGIONS = 10;

  final Shape shape;
  final SimClock clock = new SimClock();
  final SimRemote remote;
  final SimMain main;
  final SimHost host;
  final RandomGenerator random;
  private final RemoteImage image;

  private CopyScenario(RandomGenerator random, Shape shape) {
    this.random = random;
    this.shape = shape;
    Trace trace = new Trace();
    History history = new History(shape.blocks());
    this.remote = new SimRemote(shape, new SimDisk(random), random, trace, PlantedBug.NONE);
    this.main =
        new SimMain(
            shape, new SimDisk(random), remote, history, clock, random, trace, PlantedBug.NONE);
    this.host = new SimHost(shape, main, history, random, trace);
    this.image = new RemoteImage(shape);
  }

  /** A pair whose P-VOL has content and whose initial copy has not begun. */
  static CopyScenario created(PairOptions options) throws IOException {
    RandomGenerator random = Seeds.generator(1);
    Shape shape = Shape.of(random);
    for (long seed = 2; !isFit(shape); seed++) {
      random = Seeds.generator(seed);
      shape = Shape.of(random);
    }
    CopyScenario scenario = new CopyScenario(random, shape);
    scenario.remote.create();
    SimFiles.create(shape, scenario.main.disk().root(), random, true);
    scenario.main.link().setAway(true);
    scenario.boot();
    for (int i = 0; i < 200; i++) {
      scenario.host.step();
      scenario.step();
    }
    scenario.main.post(new GroupEvent.Modify(options, _ -> {}));
    scenario.main.post(
        new GroupEvent.Suspend(new PairFault(PairFault.Reason.REMOTE_LOST_TRACK, "to begin anew")));
    scenario.until(() -> scenario.host.outstanding() == 0 && scenario.main.isQuiet());
    scenario.main.link().setAway(false);
    scenario.main.post(new GroupEvent.Resync(_ -> {}));
    return scenario;
  }

  /** A pair in state PAIR. */
  static CopyScenario copied() throws IOException {
    CopyScenario scenario = created(PairOptions.DEFAULT);
    scenario.untilPair();
    return scenario;
  }

  private static boolean isFit(Shape shape) {
    return shape.regionCount() >= LEAST_REGIONS
        && shape.members().size() == 1
        && !shape.isSealedLink()
        && shape.options().seal()
        && shape.options().holes() == PairOptions.Holes.SEALED
        && shape.options().mode() == PairOptions.Mode.ASYNC
        && shape.options().whenFull() == PairOptions.WhenFull.SUSPEND;
  }

  void boot() throws IOException {
    main.boot((_, _, _) -> host.restart(main.openVolumes().stamps(), false, false));
  }

  /** Something that is on its way goes on, and a little time passes. */
  void step() throws IOException {
    clock.advance(1);
    switch (random.nextInt(6)) {
      case 0, 1 -> remote.network();
      case 2 -> remote.step();
      case 3 -> remote.jobStep();
      default -> {
        main.syncStep();
        main.volumeStep();
        main.turn();
      }
    }
  }

  void until(BooleanSupplier condition) throws IOException {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      RuleBroken.unless(i < PATIENCE, "it never happens; " + main.status());
      step();
    }
  }

  /** Copied, and nothing under way. */
  void untilPair() throws IOException {
    until(() -> {
      PairStatus status = main.status();
      return status.state() == PairState.PAIR
          && status.lagChanges() == 0
          && main.isQuiet()
          && remote.isQuiet()
          && host.outstanding() == 0;
    });
  }

  /** Begins to compare. */
  void verify() throws IOException {
    List<CommandResult> results = new ArrayList<>();
    main.post(new GroupEvent.Verify(shape.generation(), PairOptions.NO_RATE, results::add));
    until(() -> !results.isEmpty());
    RuleBroken.unless(results.getFirst() instanceof CommandResult.Done, results.toString());
  }

  VerifyStatus verified() {
    return main.status().verify();
  }

  boolean isVerifying() {
    return verified().outcome() == VerifyStatus.Outcome.RUNNING;
  }

  /** Whether the remote's blocks, opened, are the P-VOL's. */
  boolean isEqual() {
    remote.blocks(0).allWritten();
    image.look(remote);
    return Arrays.equals(main.stamps(), image.stamps());
  }
}

package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.pair.PairOptions.Mode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Host, main centre, link and remote on one thread, everything that happens chosen by a seed; the
 * rules of the design are checked as it goes. Throws {@link RuleBroken} when one is.
 */
final class PairSimulation implements GroupPorts {
  /** What a planted bug breaks. */
  enum Bug {
    NONE,
    ACTIVE_MARKS_NOT_DURABLE,
    ARRIVALS_FORGOTTEN,
    JOURNAL_NOT_SYNCED,
    SYNC_IS_ASYNC,
    SPLIT_FORGETS
  }

  /** A rule does not hold. */
  static final class RuleBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    RuleBroken(String message) {
      super(message);
    }
  }

  private static final int BLOCK = 512;
  private static final int BLOCKS = 96;
  private static final int CHUNK_BLOCKS = 2;
  private final Random random;
  private final boolean foreign;
  private final GroupParameters parameters;
  private final SimSteps steps = new SimSteps();
  private final SimHistory history = new SimHistory(BLOCKS, CHUNK_BLOCKS);
  private final SimVolumes volumes;
  private final GroupMembers members;
  private final SimJournal journal;
  private final SimRegionLog regions;
  private final SimRemote remote;
  private final ArrayDeque<GroupEvent> events = new ArrayDeque<>();
  private final DependentWrites dependent;
  private final SimLink link;
  private ShippingBase base = new ShippingBase(ShippingBase.ADOPT, 1);
  private @Nullable PairFault fault;
  private PairHold hold = PairHold.NONE;
  private final SimOperator operator;
  private final SimHosts hosts;
  private final PairOptions options;
  private final Bug bug;
  private @Nullable SyncWork syncing;
  private GroupCore core;
  private long clock = 1_000_000;
  private int crashes;
  private final int calmness;
  private final int hostEvery;
  private int life;

  PairSimulation(long seed, boolean foreign, Bug bug) throws IOException {
    this.random = new Random(seed);
    this.foreign = foreign;
    this.calmness = 20 << random.nextInt(7);
    this.hostEvery = 3 << random.nextInt(4);
    this.parameters =
        new GroupParameters(
            "sim",
            8 * BLOCK,
            CHUNK_BLOCKS * BLOCK,
            4 * BLOCK + random.nextInt(8192),
            6 * BLOCK,
            random.nextInt(3) << 15,
            1 + random.nextInt(8),
            1024L << random.nextInt(5),
            2 + random.nextInt(4),
            2048,
            1 + random.nextInt(2000),
            random.nextInt(20),
            5,
            50,
            false);
    this.volumes = new SimVolumes(BLOCKS, BLOCK, random, steps, history);
    this.members = new GroupMembers(parameters, volumes.parts());
    this.journal = new SimJournal(4_000 + random.nextInt(20_000), random, steps);
    this.regions = new SimRegionLog(members.regionCount(), steps);
    this.remote = new SimRemote(foreign, BLOCKS, BLOCK, random, this::answered);
    this.dependent = new DependentWrites(BLOCKS);
    this.link = new SimLink(foreign, volumes::start, remote, this::post);
    this.operator = new SimOperator(this, history, remote);
    this.hosts = new SimHosts(this, volumes, history, dependent, random, BLOCK, BLOCKS);
    this.options = SimOptions.of(random);
    this.bug = bug;
    switch (bug) {
      case NONE -> {}
      case ACTIVE_MARKS_NOT_DURABLE -> regions.forgetActiveMarks();
      case ARRIVALS_FORGOTTEN -> link.forgetArrivals();
      case JOURNAL_NOT_SYNCED -> journal.forgetSyncs();
      case SYNC_IS_ASYNC -> {}
      case SPLIT_FORGETS -> regions.forgetDirtyMarks(() -> hold == PairHold.SPLIT);
    }
    for (int region = 0; region < members.regionCount(); region++) {
      regions.setDirty(region, true);
    }
    regions.persist();
    core = start();
  }

  private GroupCore start() throws IOException {
    life++;
    return new GroupCore(
        parameters,
        members,
        journal,
        regions,
        new HostBuffers(1 << 16, 1 << 28),
        this,
        link,
        new Standing(base, fault, hold, coreOptions()));
  }

  private PairOptions coreOptions() {
    return bug == Bug.SYNC_IS_ASYNC
        ? SimOptions.with(options, Mode.ASYNC, options.fence())
        : options;
  }

  /** What the pair is said to do. */
  PairOptions options() {
    return options;
  }

  /** Runs {@code count} random steps, then heals everything and waits for an equal copy. */
  void run(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      guarded(this::randomStep);
    }
    link.setAway(false);
    steps.calm();
    for (int i = 0; i < 20_000; i++) {
      calmStep();
      PairStatus status = core.status();
      if (status.state() == PairState.PAIR
          && status.lagChanges() == 0
          && events.isEmpty()
          && hosts.outstanding() == 0) {
        check();
        return;
      }
      require(status.state() != PairState.PSUE, "suspended: " + status.fault());
      operator.endSplit();
    }
    throw new RuleBroken("never became PAIR again: " + core.status());
  }

  PairStatus status() {
    return core.status();
  }

  int life() {
    return life;
  }

  int crashes() {
    return crashes;
  }

  private interface Step {
    void run() throws IOException;
  }

  private void guarded(Step step) throws IOException {
    try {
      step.run();
    } catch (SimCrash _) {
      crash(random.nextBoolean());
    }
    check();
  }

  private void randomStep() throws IOException {
    if (random.nextInt(calmness) == 0) {
      disturb();
    } else if (random.nextInt(hostEvery) == 0) {
      hosts.step();
    } else {
      calmStep();
    }
  }

  private void disturb() throws IOException {
    switch (random.nextInt(9)) {
      case 0, 1 -> steps.crashAfter(1 + random.nextInt(60));
      case 2 -> crash(random.nextBoolean());
      case 3 -> link.cut();
      case 4 -> link.setAway(true);
      case 5 -> {
        remote.powerCut();
        link.cut();
        dependent.check(foreign && core.status().state() == PairState.PAIR, remote.image);
      }
      case 6 -> operator.flush(life, hosts.outstanding() == 0 && !foreign);
      case 7 -> operator.splitOrResync();
      default -> link.setAway(false);
    }
    if (random.nextInt(3) > 0) {
      link.setAway(false);
    }
  }

  private void calmStep() throws IOException {
    clock += random.nextInt(8);
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int i = random.nextInt(6); i >= 0; i--) {
          link.step();
        }
      }
      case 1 -> {
        remote.step();
        remote.step();
      }
      case 2 -> volumes.step();
      case 3 -> syncStep();
      case 4 -> {
        post(new GroupEvent.Tick());
        turn();
      }
      default -> turn();
    }
  }

  private void turn() {
    if (random.nextInt(4) == 0) { // As an event loop does: changes of hosts and nothing else.
      events.stream().filter(HostChange.class::isInstance).forEach(core::apply);
      events.removeIf(HostChange.class::isInstance);
      core.hostTurn();
    } else {
      for (int i = random.nextInt(6); i >= 0 && !events.isEmpty(); i--) {
        core.apply(events.removeFirst());
      }
      core.turn();
    }
  }

  private void syncStep() throws IOException {
    SyncWork work = syncing;
    if (work == null) {
      return;
    }
    if (work.journal()) {
      journal.sync();
    }
    if (work.volume()) {
      volumes.flush();
    }
    ShippingBase proven = work.base();
    if (proven != null) {
      storeBase(proven);
      journal.release(work.releaseTo());
    }
    syncing = null;
    post(new GroupEvent.Synced(work, null, null));
  }

  private void crash(boolean power) throws IOException {
    crashes++;
    steps.calm();
    link.cut();
    syncing = null;
    volumes.crash(power);
    events.clear();
    journal.crashed(power);
    regions.crashed();
    checkNothingLost();
    history.restart(volumes.stamps());
    hosts.restart();
    core = start();
  }

  /** Rule 2: what differs at the remote is marked, or in the journal and not yet proven. */
  private void checkNothingLost() {
    long[] stamps = volumes.stamps();
    for (int block = 0; block < BLOCKS; block++) {
      if (stamps[block] != remote.image[block]) {
        int member = volumes.memberOf(block);
        int lba = block - volumes.start(member);
        require(
            regions.marked(members.get(member).regionOf(lba))
                || journal.covers(member, lba, base.sequence()),
            "block %d differs at the remote and nobody knows (rule 2)".formatted(block));
      }
    }
  }

  /** Rule 1: an image that is said to be one is the P-VOL as it was at some moment. */
  private void check() {
    PairStatus status = core.status();
    require(status.fault() == null, "suspended although nothing is damaged: " + status.fault());
    if (!foreign && status.consistent()) {
      require(
          history.momentOf(remote.image) >= 0,
          "the remote image is no prefix of the P-VOL's history (rule 1): " + status);
    }
    boolean paired = status.state() == PairState.PAIR || status.state() == PairState.PFUL;
    if (paired && !foreign && options.mode() == Mode.SYNC) {
      require(
          history.momentOf(remote.image) >= hosts.acknowledged(),
          "mode sync, and the remote lacks what hosts were told is done (rule 1): " + status);
    }
    if (paired && status.lagChanges() == 0 && hosts.outstanding() == 0) {
      require(
          SimHistory.hashOf(remote.image) == SimHistory.hashOf(volumes.stamps()),
          "nothing is pending, but the remote differs: " + status);
    }
  }

  static void require(boolean holds, String message) {
    if (!holds) {
      throw new RuleBroken(message);
    }
  }

  private void answered(long nexus, long token) {
    link.acknowledged(nexus, token);
  }

  @Override
  public long wallMillis() {
    return clock;
  }

  @Override
  public long steadyMillis() {
    return clock;
  }

  @Override
  public int random(int bound) {
    return random.nextInt(bound);
  }

  @Override
  public void post(GroupEvent event) {
    events.add(event);
  }

  @Override
  public void sync(SyncWork work) {
    syncing = work;
  }

  @Override
  public void storeFault(@Nullable PairFault newFault) {
    fault = newFault;
  }

  @Override
  public void storeHold(PairHold newHold) {
    steps.operation();
    hold = newHold;
    steps.operation();
  }

  @Override
  public void storeBase(ShippingBase newBase) {
    steps.operation();
    base = newBase;
  }
}

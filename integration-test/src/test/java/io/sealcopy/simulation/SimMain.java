package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.GroupCore;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.GroupMembers;
import io.sealcopy.replicator.pair.GroupPorts;
import io.sealcopy.replicator.pair.HostBuffers;
import io.sealcopy.replicator.pair.HostChange;
import io.sealcopy.replicator.pair.Openings;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairFiles;
import io.sealcopy.replicator.pair.PairHold;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import io.sealcopy.replicator.pair.RingJournal;
import io.sealcopy.replicator.pair.ShippingBase;
import io.sealcopy.replicator.pair.Standing;
import io.sealcopy.replicator.pair.SyncWork;
import io.sealcopy.replicator.pair.Unshipped;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.sim.WatchedDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The main centre: one group on a machine of its own, its sync thread as steps. */
final class SimMain implements GroupPorts {
  /** What is looked at after the files are open and before the core begins. */
  interface BeforeCore {
    void look(RingJournal journal, ActivityRegions regions, ShippingBase base) throws IOException;
  }

  private interface Stage {
    void run() throws IOException;
  }

  private final Shape shape;
  private final RandomGenerator random;
  private final Trace trace;
  private final SimClock clock;
  private final History history;
  private final PlantedBug bug;
  private final SimDisk disk;
  private final ArrayDeque<GroupEvent> queue = new ArrayDeque<>();
  private final ArrayDeque<Stage> syncing = new ArrayDeque<>();
  private final RingJournal.Origin origin;
  private final SimWay link;
  private final int laterPercent;
  private @Nullable GroupCore core;
  private @Nullable SimVolumes volumes;
  private @Nullable RingJournal journal;
  private @Nullable PairFiles files;
  private long events;
  private int life;
  private boolean changed;

  SimMain(
      Shape shape,
      SimDisk disk,
      SimRemote remote,
      History history,
      SimClock clock,
      RandomGenerator random,
      Trace trace,
      PlantedBug bug) {
    this.shape = shape;
    this.random = random;
    this.trace = trace;
    this.clock = clock;
    this.history = history;
    this.bug = bug;
    this.disk = disk;
    if (!shape.options().seal()) {
      trace.meet("plain copy");
    }
    this.link =
        shape.isSealedLink()
            ? new SimSealedLink(shape, remote, random, trace, queue::add, bug)
            : new SimLink(shape, remote, trace, queue::add, bug);
    this.laterPercent = random.nextBoolean() ? 0 : random.nextInt(100);
    this.origin = SimFiles.origin(shape);
  }

  int generation() {
    return shape.generation();
  }

  SimWay link() {
    return link;
  }

  SimDisk disk() {
    return disk;
  }

  boolean isUp() {
    return core != null;
  }

  long events() {
    return events;
  }

  /** Rises with every start: what was begun in an earlier life is never answered. */
  int life() {
    return life;
  }

  private WatchedDirectory directory() {
    return new WatchedDirectory(disk.root(), this::maySync);
  }

  private boolean maySync(String file) {
    return switch (bug) {
      case MARKS_NOT_DURABLE -> !(isUp() && file.equals("activity"));
      case SPLIT_FORGETS -> !(isUp() && file.equals("activity") && isSplit());
      case VOLUME_NOT_DURABLE -> !(isUp() && file.startsWith("volume"));
      case JOURNAL_NOT_DURABLE -> !(isUp() && file.equals("journal"));
      default -> true;
    };
  }

  private boolean isSplit() {
    return status().state() == PairState.PSUS;
  }

  /** What the core is told; hosts and checkers know what it should be. */
  PairOptions options() {
    return bug == PlantedBug.SYNC_IS_ASYNC
        ? shape.options().withMode(PairOptions.Mode.ASYNC)
        : shape.options();
  }

  /** The P-VOLs as they are on the disk, opened for this boot. */
  SimVolumes openVolumes() throws IOException {
    List<SimVolume> opened = new ArrayList<>();
    for (SimMember member : shape.members()) {
      StorageFile file = directory().open(member.file());
      opened.add(new SimVolume(file, member, random, history, laterPercent));
    }
    return new SimVolumes(shape, random, opened);
  }

  void boot(BeforeCore before) throws IOException {
    WatchedDirectory directory = directory();
    PairFiles openFiles = new PairFiles(directory);
    files = openFiles;
    ShippingBase base = openFiles.base();
    RingJournal openJournal =
        RingJournal.open(
            directory.open("journal"),
            shape.journalBytes(),
            origin,
            random::nextLong,
            base.sequence());
    String damage = bug == PlantedBug.JOURNAL_DAMAGE_IS_OVERLOOKED ? null : openJournal.damage();
    PairFault fault = openFiles.fault();
    if (damage != null && (fault == null || fault.reason() != PairFault.Reason.FENCED)) {
      fault = new PairFault(PairFault.Reason.JOURNAL_DAMAGED, damage);
    } else if (damage != null) {
      queue.add(new GroupEvent.Suspend(new PairFault(PairFault.Reason.JOURNAL_DAMAGED, damage)));
    }
    journal = openJournal;
    ActivityRegions regions =
        ActivityRegions.open(directory.open("activity"), shape.regionCount(), random.nextLong());
    before.look(openJournal, regions, base);
    SimVolumes openVolumes = openVolumes();
    volumes = openVolumes;
    core =
        new GroupCore(
            shape.parameters(),
            new GroupMembers(shape.parameters(), openVolumes.parts()),
            openJournal,
            regions,
            new HostBuffers(1 << 20, 1 << 28),
            this,
            link,
            new Standing(base, fault, openFiles.hold(), options(), openFiles.openings()));
    life++;
    changed = true;
    trace.note("main starts: base", base, "next", openJournal.nextSequence(), "life", life);
  }

  /** Dies. With {@code power}, what was not synced may be lost. */
  void crash(boolean power) {
    trace.note("main dies:", power ? "power cut" : "killed");
    SimVolumes dying = volumes;
    try {
      if (dying != null) {
        dying.killed();
      }
    } catch (PowerCut _) {
      trace.note("main dies while dying");
    }
    volumes = null;
    forget();
    if (power) {
      disk.crash();
    } else {
      disk.kill();
    }
  }

  private void forget() {
    core = null;
    link.forget();
    queue.clear();
    syncing.clear();
  }

  /** Stops in order; the simulation gives it all the time it needs. */
  void stop() throws IOException {
    boolean[] done = new boolean[1];
    apply(new GroupEvent.Stop(() -> done[0] = true));
    for (int i = 0; !done[0]; i++) {
      RuleBroken.unless(i < 100_000, "the main centre does not stop");
      clock.advance(1);
      openVolumesNow().step();
      syncStep();
      turn();
    }
    Objects.requireNonNull(journal).close();
    trace.note("main stops in order");
    forget();
    volumes = null;
    disk.kill();
  }

  private SimVolumes openVolumesNow() {
    return Objects.requireNonNull(volumes, "the main centre is down");
  }

  private GroupCore core() {
    return Objects.requireNonNull(core, "the main centre is down");
  }

  private void apply(GroupEvent event) {
    events++;
    core().apply(event);
  }

  /** Takes a batch of what has come and does what follows. */
  void turn() {
    changed = true;
    if (random.nextInt(4) == 0) {
      serveHosts();
      return;
    }
    for (int i = random.nextInt(6); i >= 0 && !queue.isEmpty(); i--) {
      apply(queue.removeFirst());
    }
    core().turn();
  }

  /** As an event loop does: changes of hosts go before all else, and nothing waits for a disk. */
  private void serveHosts() {
    int left = random.nextInt(6);
    for (var each = queue.iterator(); each.hasNext() && left >= 0; left--) {
      if (each.next() instanceof HostChange change) {
        each.remove();
        apply(change);
      }
    }
    core().hostTurn();
  }

  void volumeStep() {
    openVolumesNow().step();
  }

  /** The sync thread goes on by one operation. */
  void syncStep() throws IOException {
    Stage stage = syncing.pollFirst();
    if (stage != null) {
      stage.run();
    }
  }

  /** Whether its status may be another since it was last asked this. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  PairStatus status() {
    return core().status();
  }

  /** Whether the copy has another owner. */
  boolean isFenced() {
    PairFault fault = status().fault();
    return fault != null && fault.reason() == PairFault.Reason.FENCED;
  }

  /** What the remote is not known to have. */
  Unshipped unshipped() {
    Unshipped[] told = new Unshipped[1];
    apply(new GroupEvent.TellUnshipped(unshipped -> told[0] = unshipped));
    return told[0];
  }

  boolean isQuiet() {
    return queue.isEmpty() && syncing.isEmpty();
  }

  long[] stamps() {
    return openVolumesNow().stamps();
  }

  @Override
  public long wallMillis() {
    return clock.millis();
  }

  @Override
  public long steadyMillis() {
    return clock.millis();
  }

  @Override
  public int random(int bound) {
    return random.nextInt(bound);
  }

  @Override
  public void post(GroupEvent event) {
    queue.add(event);
  }

  @Override
  public void sync(SyncWork work) {
    RingJournal ring = Objects.requireNonNull(journal);
    if (work.journal()) {
      syncing.add(ring::sync);
    }
    if (work.volume()) {
      syncing.add(() -> openVolumesNow().flush());
    }
    ShippingBase base = work.base();
    if (base != null) {
      syncing.add(() -> storeBase(base));
      syncing.add(() -> ring.release(work.releaseTo()));
    }
    syncing.add(() -> queue.add(new GroupEvent.Synced(work, null, null)));
  }

  @Override
  public void storeFault(@Nullable PairFault fault) {
    try {
      Objects.requireNonNull(files).storeFault(fault);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void storeHold(PairHold hold) throws IOException {
    Objects.requireNonNull(files).storeHold(hold);
  }

  @Override
  public void storeOpenings(Openings openings) throws IOException {
    Objects.requireNonNull(files).storeOpenings(openings);
  }

  @Override
  public void storeBase(ShippingBase base) throws IOException {
    Objects.requireNonNull(files).storeBase(base);
  }
}

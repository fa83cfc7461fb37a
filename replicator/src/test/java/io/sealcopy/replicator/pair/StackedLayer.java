package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.Volume;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One of several pairs of the same volume in a simulation, with its own files and remote. */
final class StackedLayer implements GroupPorts {
  private static final int BLOCK = 512;
  private static final HostBuffers BUFFERS = new HostBuffers(1 << 16, 1 << 28);

  /** What all pairs of a simulation share. */
  interface World {
    long now();

    SimSteps steps();
  }

  final String name;
  private final World world;
  private final Random random;
  private final GroupParameters parameters;
  final SimJournal journal;
  final SimRegionLog regions;
  final SimRemote remote;
  final SimLink link;
  private final ArrayDeque<GroupEvent> events = new ArrayDeque<>();
  private ShippingBase base = new ShippingBase(ShippingBase.ADOPT, 1);
  private @Nullable PairFault fault;
  private PairHold hold = PairHold.NONE;
  private @Nullable SyncWork syncing;
  private boolean syncBegun;
  private boolean flushed;
  private @Nullable Volume below;
  private @Nullable GroupCore core;

  StackedLayer(String name, int blocks, GroupParameters parameters, World world, Random random)
      throws IOException {
    this.name = name;
    this.world = world;
    this.random = random;
    this.parameters = parameters;
    this.journal = new SimJournal(4_000 + random.nextInt(20_000), random, world.steps());
    int regionCount = Math.ceilDiv(blocks * BLOCK, parameters.regionBytes());
    this.regions = new SimRegionLog(regionCount, world.steps());
    this.remote = new SimRemote(false, blocks, BLOCK, random, this::answered);
    this.link = new SimLink(false, _ -> 0, remote, this::post);
    for (int region = 0; region < regionCount; region++) {
      regions.setDirty(region, true);
    }
    regions.persist();
  }

  private void answered(long nexus, long token) {
    link.acknowledged(nexus, token);
  }

  /** Starts in front of {@code volume}: what hosts, or the pair above, see of it. */
  PairedVolume start(Volume volume) throws IOException {
    below = volume;
    GroupMembers members =
        new GroupMembers(
            parameters,
            List.of(
                new GroupMember.Part(
                    "volume",
                    volume,
                    (lba, plain, sealed) -> SimRemote.seal(BLOCK, lba, plain, sealed))));
    core =
        new GroupCore(
            parameters,
            members,
            journal,
            regions,
            BUFFERS,
            this,
            link,
            new Standing(base, fault, hold, PairOptions.DEFAULT));
    return new PairedVolume(volume, 0, BUFFERS, parameters.chunkBytes(), this::post, this::post);
  }

  PairStatus status() {
    return Objects.requireNonNull(core).status();
  }

  boolean isQuiet() {
    return events.isEmpty() && syncing == null;
  }

  /** The first sequence that is not proven, as it was stored last. */
  long firstPending() {
    return base.sequence();
  }

  void crash(boolean power) {
    link.cut();
    events.clear();
    syncing = null;
    syncBegun = false;
    journal.crashed(power);
    regions.crashed();
  }

  void step() {
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int i = random.nextInt(6); i >= 0; i--) {
          link.step();
        }
      }
      case 1 -> remote.step();
      case 2 -> syncStep();
      case 3 -> {
        post(new GroupEvent.Tick());
        turn();
      }
      default -> turn();
    }
  }

  private void turn() {
    GroupCore running = Objects.requireNonNull(core);
    if (random.nextInt(4) == 0) { // As an event loop does: changes of hosts and nothing else.
      List<GroupEvent> changes = events.stream().filter(HostChange.class::isInstance).toList();
      events.removeAll(changes);
      changes.forEach(running::apply);
      running.hostTurn();
    } else {
      for (int i = random.nextInt(6); i >= 0 && !events.isEmpty(); i--) {
        running.apply(events.removeFirst());
      }
      running.turn();
    }
  }

  /** The sync thread: a flush of what is below may take as long as the pair there takes. */
  private void syncStep() {
    SyncWork work = syncing;
    if (work == null) {
      return;
    }
    if (!syncBegun) {
      syncBegun = true;
      flushed = !work.volume();
      if (work.journal()) {
        journal.sync();
      }
      if (work.volume()) {
        Objects.requireNonNull(below).flush(_ -> flushed = true);
      }
    } else if (flushed) {
      ShippingBase proven = work.base();
      if (proven != null) {
        storeBase(proven);
        journal.release(work.releaseTo());
      }
      syncing = null;
      syncBegun = false;
      post(new GroupEvent.Synced(work, null, null));
    }
  }

  @Override
  public long wallMillis() {
    return world.now();
  }

  @Override
  public long steadyMillis() {
    return world.now();
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
    hold = newHold;
  }

  @Override
  public void storeBase(ShippingBase newBase) {
    world.steps().operation();
    base = newBase;
  }
}

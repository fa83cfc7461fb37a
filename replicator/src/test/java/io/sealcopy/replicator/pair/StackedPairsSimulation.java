package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.pair.PairSimulation.RuleBroken;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.WriteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One volume in two pairs, one above the other, on one thread: crashes at any operation, links that
 * are cut, pairs that are suspended; after a crash they may stand the other way round, or one be
 * replaced by a new one. Each remote must be a prefix of the volume's history (rule 1), and each
 * pair must know what its remote lacks (rule 2).
 */
final class StackedPairsSimulation implements StackedLayer.World {
  private static final int BLOCK = 512;
  private static final int BLOCKS = 64;
  private static final int CHUNK_BLOCKS = 2;
  private static final int REGION_BLOCKS = 8;

  private final Random random;
  private final SimSteps steps = new SimSteps();
  private final SimHistory history = new SimHistory(BLOCKS, CHUNK_BLOCKS);
  private final SimVolume volume;
  private final List<StackedLayer> layers = new ArrayList<>();
  private final int calmness;
  private final boolean bug;
  private Volume top;
  private long clock = 1_000_000;
  private long nextStamp = 1;
  private int hostCommands;
  private int life;
  private int made;
  private int resyncAsked;
  private @Nullable StackedLayer suspended;

  /**
   * @param bug planted: the marks of active regions are never durable
   */
  StackedPairsSimulation(long seed, boolean bug) throws IOException {
    this.bug = bug;
    this.random = new Random(seed);
    this.calmness = 40 << random.nextInt(6);
    VolumeGeometry geometry = new VolumeGeometry(BLOCK, BLOCKS);
    this.volume = new SimVolume(geometry, 0, random, steps, history, random.nextInt(3) == 0);
    this.top = volume;
    layers.add(layer());
    layers.add(layer());
    start();
  }

  private StackedLayer layer() throws IOException {
    GroupParameters parameters =
        new GroupParameters(
            "sim",
            REGION_BLOCKS * BLOCK,
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
    StackedLayer layer = new StackedLayer("pair " + ++made, BLOCKS, parameters, this, random);
    if (bug) {
      layer.regions.forgetActiveMarks();
    }
    return layer;
  }

  private void start() throws IOException {
    life++;
    top = volume;
    for (StackedLayer layer : layers) {
      top = layer.start(top);
    }
  }

  @Override
  public long now() {
    return clock;
  }

  @Override
  public SimSteps steps() {
    return steps;
  }

  /** Random steps; then everything is healed until both remotes hold what the volume holds. */
  void run(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      try {
        randomStep();
      } catch (SimCrash _) {
        crash(random.nextBoolean());
      }
      check();
    }
    steps.calm();
    layers.forEach(layer -> layer.link.setAway(false));
    for (int i = 0; i < 40_000; i++) {
      resync();
      calmStep();
      if (hostCommands == 0 && layers.stream().allMatch(StackedPairsSimulation::isDone)) {
        check();
        return;
      }
    }
    throw new RuleBroken("never became PAIR again: " + layers.getFirst().status());
  }

  private static boolean isDone(StackedLayer layer) {
    PairStatus status = layer.status();
    return status.state() == PairState.PAIR && status.lagChanges() == 0 && layer.isQuiet();
  }

  private void randomStep() throws IOException {
    if (random.nextInt(calmness) == 0) {
      disturb(layers.get(random.nextInt(layers.size())));
    } else if (random.nextInt(8) == 0) {
      hostStep();
    } else {
      calmStep();
    }
  }

  private void calmStep() {
    clock += random.nextInt(8);
    if (random.nextInt(6) == 0) {
      volume.step();
    } else {
      layers.get(random.nextInt(layers.size())).step();
    }
  }

  private void disturb(StackedLayer layer) throws IOException {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> steps.crashAfter(1 + random.nextInt(60));
      case 3 -> crash(random.nextBoolean());
      case 4 -> layer.link.cut();
      case 5 -> layer.link.setAway(true);
      case 6 -> {
        if (suspended == null) {
          suspended = layer;
          layer.post(
              new GroupEvent.Suspend(
                  new PairFault(PairFault.Reason.REMOTE_REFUSED, "by the simulation")));
        }
      }
      default -> {
        layer.link.setAway(false);
        resync();
      }
    }
  }

  private void resync() {
    StackedLayer layer = suspended;
    if (layer == null || resyncAsked == life) {
      return;
    }
    int when = life;
    resyncAsked = when;
    layer.post(
        new GroupEvent.Resync(_ -> {
          if (when == life) {
            suspended = null;
            resyncAsked = 0;
          }
        }));
  }

  private void hostStep() {
    int when = life;
    hostCommands++;
    if (random.nextInt(10) == 0) {
      top.flush(failure -> done(when, failure));
      return;
    }
    int blocks = 1 + random.nextInt(6);
    // Hosts write where they wrote before: overlaps matter.
    int lba = random.nextInt(random.nextInt(3) > 0 ? 12 : BLOCKS - blocks + 1);
    switch (random.nextInt(6)) {
      case 0 -> top.zero(lba, blocks, failure -> done(when, failure));
      case 1 -> top.unmap(lba, blocks, failure -> done(when, failure));
      default -> {
        ByteBuffer data = ByteBuffer.allocate(blocks * BLOCK);
        long stamp = nextStamp++;
        for (int i = 0; i < blocks; i++) {
          data.putLong(i * BLOCK, stamp);
        }
        WriteStream stream = top.openWrite(lba, blocks, random.nextInt(8) == 0);
        stream.data(0, data);
        stream.finish(failure -> done(when, failure));
      }
    }
  }

  private void done(int when, @Nullable VolumeFailure failure) {
    PairSimulation.require(failure == null, "a host command failed: " + failure);
    if (when == life) {
      hostCommands--;
    }
  }

  private void crash(boolean power) throws IOException {
    steps.calm();
    hostCommands = 0;
    if (power) {
      volume.powerCut();
    } else {
      volume.killed();
    }
    for (StackedLayer layer : layers) {
      layer.crash(power);
      checkNothingLost(layer);
    }
    history.restart(volume.stamps);
    if (random.nextInt(4) == 0) {
      Collections.reverse(layers);
    }
    if (random.nextInt(4) == 0) {
      StackedLayer deleted = layers.remove(random.nextInt(layers.size()));
      suspended = deleted.equals(suspended) ? null : suspended;
      layers.add(layer());
    }
    start();
  }

  /** Rule 2: what differs at the remote is marked, or in the journal and not yet proven. */
  private void checkNothingLost(StackedLayer layer) {
    for (int block = 0; block < BLOCKS; block++) {
      PairSimulation.require(
          volume.stamps[block] == layer.remote.image[block]
              || layer.regions.marked(block / REGION_BLOCKS)
              || layer.journal.covers(0, block, layer.firstPending()),
          layer.name + ": block " + block + " differs and nobody knows (rule 2)");
    }
  }

  private void check() {
    for (StackedLayer layer : layers) {
      PairStatus status = layer.status();
      PairSimulation.require(
          status.fault() == null || layer.equals(suspended),
          layer.name + " is suspended: " + status.fault());
      PairSimulation.require(
          !status.consistent() || history.momentOf(layer.remote.image) >= 0,
          layer.name + ": its remote is no prefix of the volume's history (rule 1)");
      boolean paired = status.state() == PairState.PAIR || status.state() == PairState.PFUL;
      PairSimulation.require(
          !paired
              || status.lagChanges() > 0
              || hostCommands > 0
              || SimHistory.hashOf(layer.remote.image) == SimHistory.hashOf(volume.stamps),
          layer.name + ": nothing is pending, but its remote differs");
    }
  }
}

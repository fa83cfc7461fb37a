package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.PairOptions.Mode;
import io.sealcopy.replicator.pair.PairOptions.WhenFull;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Hosts: they change the P-VOLs, and remember what they were told. */
final class SimHosts {
  private final PairSimulation simulation;
  private final SimVolumes volumes;
  private final SimHistory history;
  private final DependentWrites dependent;
  private final Random random;
  private final int blockLength;
  private final int blocks;
  private long nextStamp = 1;
  private int outstanding;
  private int acknowledged;

  SimHosts(
      PairSimulation simulation,
      SimVolumes volumes,
      SimHistory history,
      DependentWrites dependent,
      Random random,
      int blockLength,
      int blocks) {
    this.simulation = simulation;
    this.volumes = volumes;
    this.history = history;
    this.dependent = dependent;
    this.random = random;
    this.blockLength = blockLength;
    this.blocks = blocks;
  }

  /** How many commands are not answered. */
  int outstanding() {
    return outstanding;
  }

  /** The moment of the history from which on nothing is missing that hosts were told is done. */
  int acknowledged() {
    return acknowledged;
  }

  /** The main centre has died: nothing is answered any more. */
  void restart() {
    outstanding = 0;
    acknowledged = 0;
    dependent.restart();
  }

  void step() {
    int count = 1 + random.nextInt(6);
    int member = volumes.memberOf(random.nextInt(blocks));
    int last = volumes.blocks(member) - count;
    // Hosts write where they wrote before: overlaps matter.
    long lba = random.nextInt(random.nextInt(3) > 0 ? Math.min(last + 1, 12) : last + 1);
    int life = simulation.life();
    outstanding++;
    if (random.nextInt(10) == 0) {
      simulation.post(new GroupEvent.HostFlush(failure -> done(life, failure)));
      return;
    }
    HostChange.Kind kind =
        switch (random.nextInt(8)) {
          case 0 -> HostChange.Kind.ZERO;
          case 1 -> HostChange.Kind.UNMAP;
          case 2 -> HostChange.Kind.WRITE_ATOMIC;
          default -> HostChange.Kind.WRITE;
        };
    boolean writes = kind == HostChange.Kind.WRITE || kind == HostChange.Kind.WRITE_ATOMIC;
    long stamp = writes ? nextStamp++ : 0;
    HostBuffer data = writes ? content(count, stamp) : null;
    DependentWrites.Change change = dependent.submitted(volumes.start(member) + lba, count, stamp);
    simulation.post(
        new HostChange(
            kind,
            member,
            lba,
            count,
            random.nextInt(8) == 0,
            data,
            failure -> {
              if (done(life, failure)) {
                dependent.acknowledged(change);
                acknowledged = Math.max(acknowledged, history.momentOf(stamp));
              }
            }));
  }

  private HostBuffer content(int count, long stamp) {
    HostBuffer data = new HostBuffers(0, 1 << 28).take(count * blockLength);
    for (int i = 0; i < count; i++) {
      data.bytes().putLong(i * blockLength, stamp);
    }
    return data;
  }

  private boolean done(int life, @Nullable VolumeFailure failure) {
    if (life != simulation.life()) {
      return false;
    }
    outstanding--;
    PairSimulation.require(
        failure == null || mayFail(failure), "a host command failed: " + failure);
    return failure == null;
  }

  private boolean mayFail(VolumeFailure failure) {
    PairOptions options = simulation.options();
    boolean fenced = options.mode() == Mode.SYNC && options.fence() != Fence.NEVER;
    return switch (failure) {
      case VolumeFailure.Protected _ -> fenced;
      case VolumeFailure.Away _ -> fenced || options.whenFull() == WhenFull.WAIT;
      case VolumeFailure.OutOfSpace _, VolumeFailure.ReadFailed _, VolumeFailure.WriteFailed _ ->
          false;
    };
  }
}

package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.GroupMember;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The P-VOLs of the group. */
final class SimVolumes {
  private final Shape shape;
  private final RandomGenerator random;
  private final List<SimVolume> volumes;

  /**
   * @param volumes in the order of the members
   */
  SimVolumes(Shape shape, RandomGenerator random, List<SimVolume> volumes) {
    this.shape = shape;
    this.random = random;
    this.volumes = List.copyOf(volumes);
  }

  List<GroupMember.Part> parts() {
    List<GroupMember.Part> parts = new ArrayList<>();
    for (SimMember member : shape.members()) {
      SimVolume volume = volumes.get(member.index());
      parts.add(new GroupMember.Part(member.file(), volume, shape.sealer(member)));
    }
    return parts;
  }

  /** What every block of all of them holds now. */
  long[] stamps() {
    long[] stamps = new long[shape.blocks()];
    volumes.forEach(volume -> volume.readStamps(stamps));
    return stamps;
  }

  /** Ends one operation that is under way at one of them. */
  void step() {
    volumes.get(random.nextInt(volumes.size())).step();
  }

  /** The process died: what was under way happened or not. */
  void killed() {
    volumes.forEach(SimVolume::killed);
  }

  void flush() {
    volumes.forEach(volume -> volume.flush(_ -> {}));
  }
}

package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The P-VOLs of a group of one to three volumes. Their blocks are also numbered through all of
 * them: that is what history, remote and host count in.
 */
final class SimVolumes {
  private final Random random;
  private final int blockLength;
  private final List<SimVolume> volumes = new ArrayList<>();
  private final int[] starts;
  private final int blocks;

  SimVolumes(int blocks, int blockLength, Random random, SimSteps steps, SimHistory history) {
    this.random = random;
    this.blockLength = blockLength;
    this.blocks = blocks;
    boolean later = random.nextInt(3) == 0;
    int count = 1 + random.nextInt(3);
    starts = new int[count];
    for (int i = 0; i < count; i++) {
      // Not all regions are whole.
      int end = i + 1 == count ? blocks : starts[i] + 20 + random.nextInt(12);
      VolumeGeometry geometry = new VolumeGeometry(blockLength, end - starts[i]);
      volumes.add(new SimVolume(geometry, starts[i], random, steps, history, later));
      if (i + 1 < count) {
        starts[i + 1] = end;
      }
    }
  }

  /** What the core is given: each volume is sealed with what is its own alone. */
  List<GroupMember.Part> parts() {
    List<GroupMember.Part> parts = new ArrayList<>();
    for (int i = 0; i < volumes.size(); i++) {
      int start = starts[i];
      parts.add(
          new GroupMember.Part(
              "volume " + i,
              volumes.get(i),
              (lba, plain, sealed) -> SimRemote.seal(blockLength, start + lba, plain, sealed)));
    }
    return parts;
  }

  int count() {
    return volumes.size();
  }

  /** The number of a member's first block. */
  int start(int member) {
    return starts[member];
  }

  int blocks(int member) {
    return (member + 1 < starts.length ? starts[member + 1] : blocks) - starts[member];
  }

  int memberOf(int block) {
    int member = starts.length - 1;
    while (starts[member] > block) {
      member--;
    }
    return member;
  }

  /** What all of them hold. */
  long[] stamps() {
    long[] all = new long[blocks];
    for (int i = 0; i < volumes.size(); i++) {
      long[] stamps = volumes.get(i).stamps;
      System.arraycopy(stamps, 0, all, starts[i], stamps.length);
    }
    return all;
  }

  void step() {
    volumes.get(random.nextInt(volumes.size())).step();
  }

  void flush() {
    volumes.forEach(volume -> volume.flush(_ -> {}));
  }

  void crash(boolean power) {
    volumes.forEach(power ? SimVolume::powerCut : SimVolume::killed);
  }
}

package io.sealcopy.simulation;

import io.sealcopy.storage.sim.SimDisk;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a disk does in some runs, once, to the files that a centre keeps beside its volumes: a bit
 * turns over, or a write to another place of the file strays here. From then on all rules hold, and
 * whatever is wrong is noticed (rule 5). A write that is missing where it belongs cannot be told
 * from one that never came, so the sector that strays is in its own place, too.
 */
final class DiskFault {
  private static final int SECTOR = 512;
  private static final int TRIES = 64;

  private final SimDisk main;
  private final SimDisk remote;
  private final RandomGenerator random;
  private final Trace trace;
  private final int at;
  private final boolean ofJournal;
  private boolean happened;

  DiskFault(SimDisk main, SimDisk remote, RandomGenerator random, Trace trace, PlantedBug bug) {
    this.main = main;
    this.remote = remote;
    this.random = random;
    this.trace = trace;
    this.ofJournal = bug == PlantedBug.JOURNAL_DAMAGE_IS_OVERLOOKED;
    boolean planned = ofJournal || random.nextInt(4) == 0;
    this.at = planned ? random.nextInt(1400) : Integer.MAX_VALUE;
  }

  /** Whether it happens at some time. */
  boolean isPlanned() {
    return at < Integer.MAX_VALUE;
  }

  /** Whether something may be noticed. */
  boolean hasHappened() {
    return happened;
  }

  /** Before step {@code step} of the run. */
  void step(int step) {
    if (step == at && !happened) {
      boolean atMain = ofJournal || random.nextBoolean();
      SimDisk disk = atMain ? main : remote;
      List<String> files =
          disk.paths().stream()
              .filter(path -> !path.startsWith("volume") && disk.size(path) > 0)
              .filter(path -> !ofJournal || path.equals("journal"))
              .toList();
      String file = files.get(random.nextInt(files.size()));
      happened = true;
      trace.note(atMain ? "main's" : "the remote's", "disk damages", file);
      if (disk.size(file) > 2 * SECTOR && random.nextBoolean()) {
        stray(disk, file);
      } else {
        flip(disk, file);
      }
    }
  }

  private void flip(SimDisk disk, String file) {
    long bit = used(disk, file) * 8 + random.nextInt(8);
    trace.note("a bit turns over:", bit);
    trace.meet("a bit turns over");
    disk.flipBit(file, bit);
  }

  private void stray(SimDisk disk, String file) {
    long from = used(disk, file) / SECTOR * SECTOR;
    long to = used(disk, file) / SECTOR * SECTOR;
    trace.note("a write to", from, "strays to", to);
    trace.meet("a write strays");
    int length = (int) Math.min(SECTOR, disk.size(file) - Math.max(from, to));
    disk.damage(file, to, disk.content(file, from, length));
  }

  /** Mostly something that was written: files are made larger than what is in them. */
  private long used(SimDisk disk, String file) {
    long size = disk.size(file);
    for (int i = 0; i < TRIES; i++) {
      long position = random.nextLong(size);
      if (disk.content(file, position, 1)[0] != 0) {
        return position;
      }
    }
    return random.nextLong(size);
  }
}

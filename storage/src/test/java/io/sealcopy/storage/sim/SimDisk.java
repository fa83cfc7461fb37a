package io.sealcopy.storage.sim;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * All files of one simulated machine. What was not synced when {@link #crash} is called may be
 * kept, lost, reordered or torn at sectors of 512 bytes, as a page cache without power would.
 * Deterministic by the generator; for one thread.
 */
public final class SimDisk {
  private final RandomGenerator random;
  private final Map<String, SimContent> files = new TreeMap<>();
  private final SortedSet<String> directories = new TreeSet<>();
  private final FaultPlan faults = new FaultPlan();
  private long changes;
  private long syncs;
  private long bytesWritten;
  private long cutAt = Long.MAX_VALUE;
  private int boot;
  private boolean off;

  /** An empty disk. */
  public SimDisk(RandomGenerator random) {
    this.random = random;
  }

  /** The top directory, as seen by the machine's present boot. */
  public SimDirectory root() {
    return new SimDirectory(this, "", boot);
  }

  /** Errors to inject. */
  public FaultPlan faults() {
    return faults;
  }

  /** How many changing operations (writes, reservations, holes, syncs, replacements) there were. */
  public long changes() {
    return changes;
  }

  /** How many syncs of files there were. */
  public long syncs() {
    return syncs;
  }

  /** How many bytes were written to files. */
  public long bytesWritten() {
    return bytesWritten;
  }

  /** Cuts the power during the {@code count}-th changing operation from now (1 = the next). */
  public void cutPowerAtChange(long count) {
    cutAt = changes + count;
  }

  /** Whether power was cut by {@link #cutPowerAtChange}. */
  public boolean isOff() {
    return off;
  }

  /** Loses power, if that has not happened yet, and starts again: open everything anew. */
  public void crash() {
    for (SimContent content : files.values()) {
      content.crash(random);
    }
    restart();
  }

  /**
   * The process dies, the machine does not: what was written is still there, and what was not
   * synced may still be lost by a later {@link #crash}; every open file must be reopened.
   */
  public void kill() {
    restart();
  }

  /** An orderly restart of the machine: nothing is lost, yet every open file must be reopened. */
  public void restartCleanly() {
    files.values().forEach(SimContent::sync);
    restart();
  }

  /** All files as a power cut at this instant would leave them; nothing changes here. */
  public SimBackup backUp() {
    Map<String, SimContent> copies = new TreeMap<>();
    files.forEach((path, content) -> {
      SimContent copy = content.copy();
      copy.crash(random);
      copies.put(path, copy);
    });
    return new SimBackup(copies, new TreeSet<>(directories));
  }

  /** Puts all files back; every open file must be reopened. */
  public void restore(SimBackup backup) {
    files.clear();
    backup.files().forEach((path, content) -> files.put(path, content.copy()));
    directories.clear();
    directories.addAll(backup.directories());
    restart();
  }

  /** All files that there are, in a stable order. */
  public List<String> paths() {
    return List.copyOf(files.keySet());
  }

  /** Bytes of a file. */
  public long size(String path) {
    return content(path).size();
  }

  /** Flips one bit of what is on the disk. */
  public void flipBit(String path, long bit) {
    content(path).flipBit(bit);
  }

  /** Overwrites what is on the disk, as a fault of the disk would. */
  public void damage(String path, long position, byte[] bytes) {
    SimContent content = content(path);
    content.write(position, bytes, ++changes);
    content.sync();
  }

  /** The whole content of a file as it can be read now. */
  public byte[] content(String path, long position, int length) {
    byte[] bytes = new byte[length];
    content(path).read(position, bytes);
    return bytes;
  }

  private SimContent content(String path) {
    SimContent content = files.get(path);
    if (content == null) {
      throw new IllegalArgumentException("no simulated file " + path + " among " + files.keySet());
    }
    return content;
  }

  private void restart() {
    boot++;
    off = false;
    cutAt = Long.MAX_VALUE;
  }

  Map<String, SimContent> files() {
    return files;
  }

  SortedSet<String> directoryPaths() {
    return directories;
  }

  RandomGenerator random() {
    return random;
  }

  /** Called before anything is done for a handle that was opened in boot {@code handleBoot}. */
  void alive(int handleBoot, String what) {
    if (off || handleBoot != boot) {
      throw new PowerCut(what);
    }
  }

  /** Counts a changing operation; true when the power goes away during it. */
  boolean cutsAtNextChange() {
    changes++;
    if (changes >= cutAt) {
      off = true;
    }
    return off;
  }

  void countSync() {
    syncs++;
  }

  void countBytes(long count) {
    bytesWritten += count;
  }

  void mayFail(FaultPlan.Operation operation, String path) throws IOException {
    faults.check(operation, path, random);
  }
}

package io.sealcopy.storage.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One file's sectors: what is on the disk, and what the page cache holds over it. */
final class SimContent {
  static final int SECTOR = 512;

  private static final class Version {
    private final long change;
    private final byte[] bytes;

    Version(long change, byte[] bytes) {
      this.change = change;
      this.bytes = bytes;
    }
  }

  private final Map<Long, byte[]> disk = new HashMap<>();
  private final TreeMap<Long, Deque<Version>> cache = new TreeMap<>();
  private long diskSize;
  private long size;

  long size() {
    return size;
  }

  /** The same bytes, kept or not yet kept as here. */
  SimContent copy() {
    SimContent copy = new SimContent();
    disk.forEach((sector, bytes) -> copy.disk.put(sector, bytes.clone()));
    cache.forEach((sector, versions) -> {
      Deque<Version> same = new ArrayDeque<>(versions.size());
      versions.forEach(each -> same.add(new Version(each.change, each.bytes.clone())));
      copy.cache.put(sector, same);
    });
    copy.diskSize = diskSize;
    copy.size = size;
    return copy;
  }

  void read(long position, byte[] destination) {
    int done = 0;
    while (done < destination.length) {
      long at = position + done;
      int within = (int) (at % SECTOR);
      int count = Math.min(SECTOR - within, destination.length - done);
      byte[] sector = newest(at / SECTOR);
      if (sector != null) {
        System.arraycopy(sector, within, destination, done, count);
      }
      done += count;
    }
  }

  void write(long position, byte[] source, long change) {
    int done = 0;
    while (done < source.length) {
      long at = position + done;
      int within = (int) (at % SECTOR);
      int count = Math.min(SECTOR - within, source.length - done);
      byte[] old = newest(at / SECTOR);
      byte[] sector = old == null ? new byte[SECTOR] : old.clone();
      System.arraycopy(source, done, sector, within, count);
      put(at / SECTOR, change, sector);
      done += count;
    }
    size = Math.max(size, position + source.length);
  }

  void grow(long newSize) {
    size = Math.max(size, newSize);
  }

  void zero(long position, long length, long change) {
    long end = Math.min(position + length, size);
    Set<Long> sectors = new HashSet<>(disk.keySet());
    sectors.addAll(cache.keySet());
    for (long sector : sectors.stream().sorted().toList()) {
      long from = Math.max(position, sector * SECTOR);
      long to = Math.min(end, (sector + 1) * SECTOR);
      if (from < to) {
        write(from, new byte[(int) (to - from)], change);
      }
    }
  }

  void sync() {
    cache.forEach((sector, versions) -> disk.put(sector, versions.getLast().bytes));
    cache.clear();
    diskSize = size;
  }

  void flipBit(long bit) {
    byte[] one = new byte[1];
    read(bit / 8, one);
    one[0] ^= (byte) (1 << (bit % 8));
    byte[] sector = disk.computeIfAbsent(bit / 8 / SECTOR, _ -> new byte[SECTOR]);
    sector[(int) (bit / 8 % SECTOR)] = one[0];
    Deque<Version> versions = cache.get(bit / 8 / SECTOR);
    if (versions != null) {
      versions.getLast().bytes[(int) (bit / 8 % SECTOR)] = one[0];
    }
  }

  /** Keeps of the unsynced sectors what a crash of one of five kinds would. */
  void crash(RandomGenerator random) {
    List<Long> changes = new ArrayList<>();
    cache.values().forEach(versions -> versions.forEach(version -> changes.add(version.change)));
    List<Long> distinct = changes.stream().distinct().sorted().toList();
    int kind = random.nextInt(5);
    long last = distinct.isEmpty() ? 0 : distinct.get(random.nextInt(distinct.size()));
    Set<Long> lost = new HashSet<>();
    for (long change : distinct) {
      if (random.nextBoolean()) {
        lost.add(change);
      }
    }
    long reach = diskSize;
    for (var entry : cache.entrySet()) {
      byte[] kept = null;
      for (Version version : entry.getValue()) {
        boolean keep =
            switch (kind) {
              case 0 -> false;
              case 1 -> true;
              case 2 -> version.change < last || (version.change == last && coin(random));
              case 3 -> !lost.contains(version.change);
              default -> coin(random);
            };
        if (keep) {
          kept = version.bytes;
        }
      }
      if (kept != null) {
        disk.put(entry.getKey(), kept);
        reach = Math.max(reach, Math.min(size, (entry.getKey() + 1) * SECTOR));
      }
    }
    cache.clear();
    diskSize = reach < size && coin(random) ? size : reach;
    size = diskSize;
  }

  private static boolean coin(RandomGenerator random) {
    return random.nextBoolean();
  }

  private byte @Nullable [] newest(long sector) {
    Deque<Version> versions = cache.get(sector);
    return versions == null ? disk.get(sector) : versions.getLast().bytes;
  }

  private void put(long sector, long change, byte[] bytes) {
    Deque<Version> versions = cache.computeIfAbsent(sector, _ -> new ArrayDeque<>(2));
    if (!versions.isEmpty() && Arrays.equals(versions.getLast().bytes, bytes)) {
      return;
    }
    versions.add(new Version(change, bytes));
  }
}

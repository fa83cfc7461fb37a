package io.sealcopy.endtoend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the hosts of a {@link Load} wrote, each one write after the other, and when: so an image can
 * be held against rule 1 of the design: all writes up to some point in time and none after it.
 */
final class WriteHistory {
  private static final long NEVER = Long.MAX_VALUE;

  /** One write; times by {@link System#nanoTime}. */
  static final class Entry {
    private final long version;
    private final int host;
    private final int index;
    private final int cell;
    private final int cells;
    private final long begun = System.nanoTime();
    private volatile long ended = NEVER;

    private Entry(long version, int host, int index, int cell, int cells) {
      this.version = version;
      this.host = host;
      this.index = index;
      this.cell = cell;
      this.cells = cells;
    }

    void acknowledged() {
      ended = System.nanoTime();
    }

    private boolean isAcknowledged() {
      return ended != NEVER;
    }
  }

  private final List<List<Entry>> hosts = new ArrayList<>();
  private final Map<Long, Entry> byVersion = new ConcurrentHashMap<>();
  private final int cellsOfHost;

  WriteHistory(int hosts, int cellsOfHost) {
    this.cellsOfHost = cellsOfHost;
    for (int i = 0; i < hosts; i++) {
      this.hosts.add(Collections.synchronizedList(new ArrayList<>()));
    }
  }

  /** A host begins a write. */
  Entry begin(long version, int host, int cell, int cells) {
    List<Entry> own = hosts.get(host);
    Entry entry = new Entry(version, host, own.size(), cell, cells);
    own.add(entry);
    byVersion.put(version, entry);
    return entry;
  }

  /**
   * Fails unless {@code image} holds exactly the writes up to some point, in the order in which
   * hosts can have seen them, and at least those acknowledged before {@code floor}.
   */
  void assertPrefix(Path image, long floor) throws IOException {
    long[] found = versions(image);
    long lastBegun = Long.MIN_VALUE;
    long firstMissing = NEVER;
    String begunLast = "";
    String missingFirst = "";
    for (int host = 0; host < hosts.size(); host++) {
      List<Entry> entries = List.copyOf(hosts.get(host));
      int last = last(found, host);
      replay(entries, last, found, host);
      if (last >= 0 && entries.get(last).begun > lastBegun) {
        lastBegun = entries.get(last).begun;
        begunLast = name(entries.get(last));
      }
      for (Entry entry : entries.subList(last + 1, entries.size())) {
        if (entry.ended < floor) {
          throw new AssertionError(
              name(entry) + " was acknowledged before the flush, and is not in " + image);
        }
        if (entry.ended < firstMissing) {
          firstMissing = entry.ended;
          missingFirst = name(entry);
        }
      }
    }
    if (firstMissing < lastBegun) {
      throw new AssertionError(
          "%s is not in %s; it was acknowledged before %s began, which is"
              .formatted(missingFirst, image, begunLast));
    }
  }

  /** Fails unless every cell holds, whole, a version that it had at {@code floor} or later. */
  void assertEachCell(Path image, long floor) throws IOException {
    long[] found = versions(image);
    long[] least = new long[found.length];
    for (List<Entry> entries : hosts) {
      for (Entry entry : List.copyOf(entries)) {
        if (entry.ended < floor) {
          Arrays.fill(least, entry.cell, entry.cell + entry.cells, entry.version);
        }
      }
    }
    for (int cell = 0; cell < found.length; cell++) {
      if (found[cell] < least[cell]) {
        throw new AssertionError(
            "cell %d of %s has version %d; %d was acknowledged before the flush"
                .formatted(cell, image, found[cell], least[cell]));
      }
    }
  }

  private static String name(Entry entry) {
    return "write %d of host %d (version %d, cells %d to %d)"
        .formatted(
            entry.index, entry.host, entry.version, entry.cell, entry.cell + entry.cells - 1);
  }

  /** The last write of the host of which anything is to be seen. */
  private int last(long[] found, int host) {
    int last = -1;
    for (int cell = host * cellsOfHost; cell < (host + 1) * cellsOfHost; cell++) {
      if (found[cell] != 0) {
        last = Math.max(last, Objects.requireNonNull(byVersion.get(found[cell])).index);
      }
    }
    return last;
  }

  /** A write that was never acknowledged may have come in part, or not at all. */
  private void replay(List<Entry> entries, int last, long[] found, int host) {
    long[] required = new long[found.length];
    List<Set<Long>> possible = new ArrayList<>();
    for (int i = 0; i < cellsOfHost; i++) {
      possible.add(new HashSet<>());
    }
    int first = host * cellsOfHost;
    for (Entry entry : entries.subList(0, last + 1)) {
      for (int cell = entry.cell; cell < entry.cell + entry.cells; cell++) {
        if (entry.isAcknowledged()) {
          required[cell] = entry.version;
          possible.get(cell - first).clear();
        } else {
          possible.get(cell - first).add(entry.version);
        }
      }
    }
    for (int cell = first; cell < first + cellsOfHost; cell++) {
      if (found[cell] != required[cell] && !possible.get(cell - first).contains(found[cell])) {
        throw new AssertionError(
            "cell %d has version %d; after %s it must have %d or one of %s"
                .formatted(
                    cell,
                    found[cell],
                    last < 0 ? "nothing" : name(entries.get(last)),
                    required[cell],
                    possible.get(cell - first)));
      }
    }
  }

  /** The version in each cell; every cell is whole. */
  private long[] versions(Path image) throws IOException {
    long[] found = new long[hosts.size() * cellsOfHost];
    ByteBuffer cell = ByteBuffer.allocate(Load.CELL);
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      for (int i = 0; i < found.length; i++) {
        cell.clear();
        channel.read(cell, (long) i * Load.CELL);
        found[i] = cell.getLong(0);
        Entry entry = byVersion.get(found[i]);
        boolean known = found[i] == 0 || (entry != null && entry.host == i / cellsOfHost);
        if (!known || !cell.flip().equals(Load.content(i, found[i]))) {
          throw new AssertionError(
              "cell %d of %s is not what a host wrote (version %d)".formatted(i, image, found[i]));
        }
      }
    }
    return found;
  }
}

package io.sealcopy.storage.journal;

import io.sealcopy.protocol.activity.ActivitySector;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** One bitmap of an activity log: what is true now, and what the file has of it. */
final class RegionBits {
  static final int PAGE = 4096;
  private static final int SECTORS = PAGE / ActivitySector.LENGTH;
  private static final int LONGS = SECTORS * ActivitySector.LONGS;

  private final StorageFile file;
  private final long logId;
  private final int firstPage;
  private final int regions;
  private final long[] now;
  private final long[] filed;
  private final BitSet setPages = new BitSet();
  private final BitSet clearedPages = new BitSet();
  private final ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
  private final long[] union = new long[LONGS];
  private int count;

  /** A bitmap of which nothing is known to be in the file; {@code firstPage} counts in it. */
  RegionBits(StorageFile file, long logId, int firstPage, int regions) {
    this.file = file;
    this.logId = logId;
    this.firstPage = firstPage;
    this.regions = regions;
    this.now = new long[pages(regions) * LONGS];
    this.filed = new long[now.length];
  }

  /** Pages that the bitmap of so many regions takes. */
  static int pages(int regions) {
    return Math.ceilDiv(regions, LONGS * Long.SIZE);
  }

  int count() {
    return count;
  }

  boolean get(int region) {
    return (now[check(region) >> 6] & (1L << region)) != 0;
  }

  /** The first region from {@code from} on whose bit is set, or -1. */
  int next(int from) {
    if (from >= regions) {
      return -1;
    }
    int at = from >> 6;
    long word = now[at] & (-1L << from);
    while (word == 0) {
      if (++at == now.length) {
        return -1;
      }
      word = now[at];
    }
    return (at << 6) + Long.numberOfTrailingZeros(word);
  }

  void set(int region, boolean value) {
    long bit = 1L << region;
    int at = check(region) >> 6;
    if (((now[at] & bit) != 0) == value) {
      return;
    }
    now[at] ^= bit;
    count += value ? 1 : -1;
    (value ? setPages : clearedPages).set(at / LONGS);
  }

  void setAll() {
    Arrays.fill(now, -1L);
    trim();
    setPages.set(0, pages(regions));
  }

  /** Writes every page in which a bit was set; bits cleared since are still set there. */
  boolean writeSets() throws IOException {
    if (setPages.isEmpty()) {
      return false;
    }
    for (int at = setPages.nextSetBit(0); at >= 0; at = setPages.nextSetBit(at + 1)) {
      for (int i = 0; i < LONGS; i++) {
        union[i] = now[at * LONGS + i] | filed[at * LONGS + i];
      }
      write(at, union, 0);
      System.arraycopy(union, 0, filed, at * LONGS, LONGS);
    }
    setPages.clear();
    return true;
  }

  /** Writes every page in which a bit was cleared; all bits that are set are durable by now. */
  void writeClears() throws IOException {
    for (int at = clearedPages.nextSetBit(0); at >= 0; at = clearedPages.nextSetBit(at + 1)) {
      write(at, now, at * LONGS);
      System.arraycopy(now, at * LONGS, filed, at * LONGS, LONGS);
    }
    clearedPages.clear();
  }

  /** Writes every page. */
  void writeAll() throws IOException {
    for (int at = 0; at < pages(regions); at++) {
      write(at, now, at * LONGS);
    }
    System.arraycopy(now, 0, filed, 0, now.length);
    setPages.clear();
    clearedPages.clear();
  }

  /** Reads the file; what is unreadable is all set. How many sectors that were. */
  int load() throws IOException {
    int unreadable = 0;
    for (int at = 0; at < pages(regions); at++) {
      try {
        file.read(page.clear(), (firstPage + at) * (long) PAGE);
      } catch (IOException _) {
        // A disk that cannot read the page has lost what stood there: all set.
        page.clear().put(new byte[PAGE]);
      }
      page.clear();
      for (int i = 0; i < SECTORS; i++) {
        int to = at * LONGS + i * ActivitySector.LONGS;
        int number = (firstPage + at) * SECTORS + i;
        int offset = i * ActivitySector.LENGTH;
        if (!ActivitySector.decode(page, offset, logId, number, now, to)) {
          Arrays.fill(now, to, to + ActivitySector.LONGS, -1L);
          setPages.set(at);
          unreadable++;
        }
      }
    }
    System.arraycopy(now, 0, filed, 0, now.length);
    trim();
    return unreadable;
  }

  private void write(int at, long[] bits, int from) throws IOException {
    page.clear();
    for (int i = 0; i < SECTORS; i++) {
      int number = (firstPage + at) * SECTORS + i;
      ActivitySector.encode(
          page, i * ActivitySector.LENGTH, logId, number, bits, from + i * ActivitySector.LONGS);
    }
    file.write(page, (firstPage + at) * (long) PAGE);
  }

  private void trim() {
    int whole = regions >> 6;
    Arrays.fill(now, Math.min(now.length, whole + 1), now.length, 0);
    if (whole < now.length) {
      now[whole] &= ~(-1L << regions);
    }
    count = 0;
    for (long word : now) {
      count += Long.bitCount(word);
    }
  }

  private int check(int region) {
    if (region < 0 || region >= regions) {
      throw new IndexOutOfBoundsException(
          "region %d of %d in %s".formatted(region, regions, file.name()));
    }
    return region;
  }
}

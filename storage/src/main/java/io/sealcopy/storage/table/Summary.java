package io.sealcopy.storage.table;

import static io.sealcopy.storage.table.TableShape.PAGE;
import static io.sealcopy.storage.table.TableShape.PAGE_HEADER;
import static io.sealcopy.storage.table.TableShape.SUMMARY_BITS;

import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** One bit for each table page: whether any entry of it is not plaintext. */
final class Summary {
  private final BitSet bits = new BitSet();
  private final BitSet dirty = new BitSet();

  static Summary read(StorageFile file, TableShape shape) throws IOException {
    Summary summary = new Summary();
    ByteBuffer page = ByteBuffer.allocate(PAGE);
    for (int number = 0; number < shape.summaryPages(); number++) {
      file.read(page.clear(), (shape.firstSummary() + number) * PAGE);
      if (PageFormat.SUMMARY.check(page, number, file.name())) {
        summary.take(page, number);
      }
    }
    if (summary.bits.length() > shape.tablePages()) {
      throw new TableDamagedException(file.name(), "summary names pages beyond the volume");
    }
    return summary;
  }

  private void take(ByteBuffer page, int number) {
    for (int i = 0; i < SUMMARY_BITS; i++) {
      if ((page.get(PAGE_HEADER + i / 8) & (0x80 >>> i % 8)) != 0) {
        bits.set(number * SUMMARY_BITS + i);
      }
    }
  }

  boolean get(int tablePage) {
    return bits.get(tablePage);
  }

  void set(int tablePage, boolean used) {
    if (bits.get(tablePage) != used) {
      bits.set(tablePage, used);
      dirty.set(tablePage / SUMMARY_BITS);
    }
  }

  /** The first set page from {@code tablePage} on, or -1. */
  int next(int tablePage) {
    return bits.nextSetBit(tablePage);
  }

  int dirtyCount() {
    return dirty.cardinality();
  }

  BitSet dirtyPages() {
    return dirty;
  }

  /** Writes summary page {@code number}, header included, to the start of {@code page}. */
  void write(int number, long epoch, ByteBuffer page) {
    int first = number * SUMMARY_BITS;
    for (int i = bits.nextSetBit(first); i >= 0 && i < first + SUMMARY_BITS; ) {
      int at = PAGE_HEADER + (i - first) / 8;
      page.put(at, (byte) (page.get(at) | 0x80 >>> (i - first) % 8));
      i = bits.nextSetBit(i + 1);
    }
    PageFormat.SUMMARY.seal(page, number, epoch);
  }
}

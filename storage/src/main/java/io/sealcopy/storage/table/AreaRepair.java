package io.sealcopy.storage.table;

import static io.sealcopy.storage.table.TableShape.LIST_ENTRY;
import static io.sealcopy.storage.table.TableShape.PAGE;
import static io.sealcopy.storage.table.TableShape.PAGE_HEADER;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the checkpoint of the double-write area in place again, which repairs every page that a
 * crash tore. The superblock may be torn too, so everything comes from the area itself.
 */
final class AreaRepair {
  private static final int LARGEST_CAPACITY = 1 << 20;

  private AreaRepair() {}

  /** Gives how many pages were written: 0 when there was nothing newer to repair from. */
  static int run(StorageFile file) throws IOException {
    ByteBuffer head = readHead(file);
    if (head == null) {
      return 0;
    }
    int count = (int) head.getLong(8);
    int firstImage = 1 + headPages(head.getInt(24));
    ByteBuffer images = ByteBuffer.allocate(count * PAGE);
    file.read(images, (long) firstImage * PAGE);
    for (int i = 0; i < count; i++) {
      if (head.getInt(listEntry(i) + 8) != Crc32c.of(images.slice(i * PAGE, PAGE))) {
        return 0;
      }
    }
    TableShape shape = shapeOf(images, file.name());
    if (head.getLong(16) < checkpointInPlace(file) || !indexesFit(head, count, shape)) {
      return 0;
    }
    for (int i = 0; i < count; i++) {
      file.write(images.slice(i * PAGE, PAGE), head.getLong(listEntry(i)) * PAGE);
    }
    file.sync();
    return count;
  }

  /** The head with its list, or null when it is not sound: the area was never filled, or torn. */
  private static @Nullable ByteBuffer readHead(StorageFile file) throws IOException {
    ByteBuffer first = ByteBuffer.allocate(PAGE);
    file.read(first, PAGE);
    int capacity = first.getInt(24);
    long count = first.getLong(8);
    if (first.getInt(0) != Checkpoint.HEAD_MAGIC
        || first.getShort(4) != PageFormat.VERSION
        || capacity < 1
        || capacity > LARGEST_CAPACITY
        || count < 1
        || count > capacity) {
      return null;
    }
    ByteBuffer head = ByteBuffer.allocate(listEntry((int) count));
    file.read(head, PAGE);
    int checksum = head.getInt(PageFormat.CHECKSUM_AT);
    head.putInt(PageFormat.CHECKSUM_AT, 0).flip();
    return checksum == Crc32c.of(head) ? head : null;
  }

  /** Every checkpoint has the superblock as its first image. */
  private static TableShape shapeOf(ByteBuffer images, String file) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(PAGE).put(images.slice(0, PAGE));
    return Superblock.parse(page, file).shape();
  }

  private static long checkpointInPlace(StorageFile file) throws IOException {
    try {
      return Superblock.read(file).checkpoint();
    } catch (TableDamagedException _) {
      return 0; // torn: what the area holds is newer
    }
  }

  private static boolean indexesFit(ByteBuffer head, int count, TableShape shape) {
    for (int i = 0; i < count; i++) {
      long index = head.getLong(listEntry(i));
      if ((index != 0 && index < shape.firstSummary()) || index * PAGE >= shape.fileBytes()) {
        return false;
      }
    }
    return true;
  }

  private static int headPages(int capacity) {
    return Math.ceilDiv(PAGE_HEADER + capacity * LIST_ENTRY, PAGE);
  }

  private static int listEntry(int index) {
    return PAGE_HEADER + index * LIST_ENTRY;
  }
}

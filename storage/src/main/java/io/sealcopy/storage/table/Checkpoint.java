package io.sealcopy.storage.table;

import static io.sealcopy.storage.table.TableShape.LIST_ENTRY;
import static io.sealcopy.storage.table.TableShape.PAGE;
import static io.sealcopy.storage.table.TableShape.PAGE_HEADER;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A consistent image of everything in a table that changed since the checkpoint before, on its way
 * to the file: double-write area, sync, in place, sync. {@link #write} may run on any thread while
 * the table goes on changing; it is run once.
 */
public final class Checkpoint {
  static final int HEAD_MAGIC = 0x5343_4457; // "SCDW"

  private final StorageFile file;
  private final TableShape shape;
  private final Superblock superblock;

  /** Index in the file of each image, rising. */
  private final long[] indexes;

  private final ByteBuffer images;
  private int count;

  Checkpoint(StorageFile file, Superblock superblock, int pages) {
    this.file = file;
    this.shape = superblock.shape();
    this.superblock = superblock;
    this.indexes = new long[pages];
    this.images = ByteBuffer.allocate(pages * PAGE);
  }

  /** Room for the next image, zeroed; its bytes are the slice's. */
  ByteBuffer add(long index) {
    indexes[count] = index;
    return images.slice(count++ * PAGE, PAGE);
  }

  Superblock superblock() {
    return superblock;
  }

  /** Every journal record up to this sequence is part of it. */
  public long sequence() {
    return superblock.sequence();
  }

  /** How many pages it writes, for metrics. */
  public int pages() {
    return count;
  }

  /**
   * Makes the image durable. The volume must be synced before: a table must never be ahead of the
   * blocks it speaks of.
   *
   * @throws IOException the table in memory can not be trusted to reach the file any more
   */
  public void write() throws IOException {
    file.write(head(), PAGE);
    file.write(images.slice(0, count * PAGE), (long) shape.firstImage() * PAGE);
    file.sync();
    inPlace();
    file.sync();
  }

  private ByteBuffer head() {
    ByteBuffer head = ByteBuffer.allocate(PAGE_HEADER + count * LIST_ENTRY);
    head.putInt(HEAD_MAGIC).putShort((short) PageFormat.VERSION).putShort((short) 0);
    head.putLong(count).putLong(superblock.checkpoint());
    head.putInt(shape.areaCapacity()).putInt(0);
    for (int i = 0; i < count; i++) {
      head.putLong(indexes[i]).putInt(Crc32c.of(images.slice(i * PAGE, PAGE))).putInt(0);
    }
    head.putInt(PageFormat.CHECKSUM_AT, Crc32c.of(head.flip()));
    return head;
  }

  /** Writes neighbours in one go. */
  private void inPlace() throws IOException {
    int first = 0;
    for (int i = 1; i <= count; i++) {
      if (i == count || indexes[i] != indexes[i - 1] + 1) {
        file.write(images.slice(first * PAGE, (i - first) * PAGE), indexes[first] * PAGE);
        first = i;
      }
    }
  }
}

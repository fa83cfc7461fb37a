package io.sealcopy.storage.table;

import static io.sealcopy.storage.table.TableShape.PAGE;

import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Page 0 of a table.
 *
 * @param checkpoint rises by one with each checkpoint
 * @param sequence every journal record up to it is in the table
 * @param arrival replication WRITEs among those records
 */
record Superblock(
    TableShape shape,
    long epoch,
    long checkpoint,
    long sequence,
    long arrival,
    long ciphertextBlocks,
    long handedOutBlocks) {

  static Superblock read(StorageFile file) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(PAGE);
    file.read(page, 0);
    return parse(page, file.name());
  }

  /** Reads the page between index 0 and 4096, and blanks its checksum. */
  static Superblock parse(ByteBuffer page, String file) throws TableDamagedException {
    if (!PageFormat.SUPERBLOCK.check(page, 0, file)) {
      throw new TableDamagedException(file, "it has no superblock");
    }
    try {
      TableShape shape =
          new TableShape(
              page.getLong(32),
              page.getInt(40),
              new UUID(page.getLong(88), page.getLong(96)),
              page.getInt(44));
      return new Superblock(
          shape,
          page.getLong(16),
          page.getLong(48),
          page.getLong(56),
          page.getLong(64),
          page.getLong(72),
          page.getLong(80));
    } catch (IllegalArgumentException e) {
      throw new TableDamagedException(file, String.valueOf(e.getMessage()));
    }
  }

  void write(ByteBuffer page) {
    page.putLong(32, shape.blockCount()).putInt(40, shape.blockLength());
    page.putInt(44, shape.areaCapacity()).putLong(48, checkpoint).putLong(56, sequence);
    page.putLong(64, arrival).putLong(72, ciphertextBlocks).putLong(80, handedOutBlocks);
    page.putLong(88, shape.volumeId().getMostSignificantBits());
    page.putLong(96, shape.volumeId().getLeastSignificantBits());
    PageFormat.SUPERBLOCK.seal(page, 0, epoch);
  }
}

package io.sealcopy.storage.volume;

import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Writes to a file that happen whole or not at all, whatever happens in between: a record of the
 * write is made durable in a second file before the first byte changes, and taken back when the
 * write is durable itself. A record found when the volume is opened is written again.
 *
 * <p>The record is taken back durably before the write is complete. So what is found belongs to a
 * write that was never acknowledged, and nothing newer can stand where it is written again.
 *
 * <p>The record: magic, version, CRC32C of the data, incarnation of the volume, position and length
 * in bytes, CRC32C of all that; the data at {@link #DATA_AT}. Big-endian. For one thread.
 */
final class AtomicWrites {
  /** Bytes of the longest write. */
  static final int MOST = 1 << 20;

  private static final int DATA_AT = 4096;
  private static final long MAGIC = 0x5343_4154_4f4d_4943L; // "SCATOMIC"
  private static final int VERSION = 1;
  private static final int HEADER = 52;

  private final StorageFile log;
  private final StorageFile volume;
  private final UUID incarnation;
  private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER);
  private boolean broken;

  private AtomicWrites(StorageFile log, StorageFile volume, UUID incarnation) {
    this.log = log;
    this.volume = volume;
    this.incarnation = incarnation;
  }

  /**
   * Opens the log of a volume, and finishes the write that it holds.
   *
   * @param incarnation of the volume: a record of an earlier one is dropped
   */
  static AtomicWrites open(StorageFile log, StorageFile volume, UUID incarnation)
      throws IOException {
    AtomicWrites opened = new AtomicWrites(log, volume, incarnation);
    opened.finish();
    return opened;
  }

  /** Writes {@code data}, position to limit, at most {@link #MOST} bytes, to stable storage. */
  void write(long position, ByteBuffer data) throws IOException {
    if (broken) {
      throw new IOException(
          log.name() + ": an earlier atomic write failed there; start again to use it");
    }
    // What could run out of space does so before anything has changed.
    log.reserve(DATA_AT + MOST);
    volume.reserveRange(position, data.remaining());
    broken = true;
    log.write(data.duplicate(), DATA_AT);
    encode(position, data);
    log.write(header, 0);
    log.sync();
    volume.write(data.duplicate(), position);
    volume.sync();
    clear();
    broken = false;
  }

  void close() throws IOException {
    log.close();
  }

  private void finish() throws IOException {
    log.read(header.clear(), 0);
    header.flip();
    int length = header.getInt(44);
    if (header.getLong(0) != MAGIC
        || header.getInt(8) != VERSION
        || header.getInt(48) != checksum(header.slice(0, 48))
        || header.getLong(16) != incarnation.getMostSignificantBits()
        || header.getLong(24) != incarnation.getLeastSignificantBits()) {
      return;
    }
    ByteBuffer data = ByteBuffer.allocateDirect(length);
    log.read(data, DATA_AT);
    if (header.getInt(12) == checksum(data.flip())) {
      volume.write(data, header.getLong(32));
      volume.sync();
    }
    clear();
  }

  private void clear() throws IOException {
    header.clear();
    while (header.hasRemaining()) {
      header.put((byte) 0);
    }
    log.write(header.flip(), 0);
    log.sync();
  }

  private void encode(long position, ByteBuffer data) {
    header.clear();
    header.putLong(MAGIC).putInt(VERSION).putInt(checksum(data));
    header.putLong(incarnation.getMostSignificantBits());
    header.putLong(incarnation.getLeastSignificantBits());
    header.putLong(position).putInt(0).putInt(data.remaining());
    header.putInt(checksum(header.slice(0, 48)));
    header.flip();
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }
}

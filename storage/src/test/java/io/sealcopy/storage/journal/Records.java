package io.sealcopy.storage.journal;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Records for tests: content follows from sequence and a salt. */
final class Records {
  static final UUID GROUP = new UUID(1, 2);
  static final UUID VOLUME = new UUID(3, 4);

  private Records() {}

  /** A record that {@code random} chooses: mostly small DATA, some large, some without data. */
  static byte[] random(RandomGenerator random, long sequence) {
    return switch (random.nextInt(8)) {
      case 0 -> record(RecordKind.ZERO, sequence, 0, 0);
      case 1 -> record(RecordKind.KEY, sequence, random.nextInt(3000), random.nextLong());
      case 2 ->
          record(RecordKind.DATA, sequence, 4096 * (1 + random.nextInt(64)), random.nextLong());
      default ->
          record(RecordKind.DATA, sequence, 512 * (1 + random.nextInt(16)), random.nextLong());
    };
  }

  static byte[] record(RecordKind kind, long sequence, int length, long salt) {
    boolean blocks = kind == RecordKind.DATA || kind == RecordKind.ZERO;
    ByteBuffer record = ByteBuffer.allocate(RecordHeader.LENGTH + length);
    long value = salt * 0x9E3779B97F4A7C15L + sequence;
    for (int at = RecordHeader.LENGTH; at < record.capacity(); at++) {
      record.put(at, (byte) (value >>> (8 * (at % 8))));
      value += at % 8 == 7 ? 0x9E3779B97F4A7C15L : 0;
    }
    RecordHeader header =
        new RecordHeader(
            kind,
            SealSuite.NONE,
            false,
            1,
            GROUP,
            VOLUME,
            sequence,
            RecordHeader.NO_KEY,
            0,
            blocks ? 512 : 0,
            0,
            kind == RecordKind.ZERO ? 7 : blocks ? length / 512 : 0,
            0,
            length,
            0,
            0,
            0,
            salt);
    header.withBodyChecksumOf(record.slice(RecordHeader.LENGTH, length)).encode(record, 0);
    return record.array();
  }

  /** Appends; false when the ring is full. */
  static boolean append(RecordRing ring, byte[] record) throws IOException {
    @Nullable ByteBuffer room = ring.claim(record.length);
    if (room == null) {
      return false;
    }
    room.put(record);
    ring.commit();
    return true;
  }

  static byte[] bytes(RingReader reader) {
    ByteBuffer record = reader.record();
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    return bytes;
  }
}

package io.sealcopy.protocol.key;

import static io.sealcopy.protocol.key.KeyRecordCodec.CHECKSUM_BYTES;
import static io.sealcopy.protocol.key.KeyRecordCodec.ENTRY_HEADER_BYTES;
import static io.sealcopy.protocol.key.KeyRecordCodec.HEADER_BYTES;
import static io.sealcopy.protocol.key.KeyRecordCodec.MAGIC;
import static io.sealcopy.protocol.key.KeyRecordCodec.MAX_BYTES;
import static io.sealcopy.protocol.key.KeyRecordCodec.MAX_RECIPIENTS;
import static io.sealcopy.protocol.key.KeyRecordCodec.VERSION;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.key.KeyRecord.Recipient;
import io.sealcopy.protocol.key.KeyRecord.Signer;
import io.sealcopy.protocol.key.KeyRecordCodec.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads a key record in one pass, custody (length, magic, version, checksum) first. */
final class KeyRecordReader {
  private final ByteBuffer from;

  KeyRecordReader(byte[] bytes) {
    from = ByteBuffer.wrap(bytes);
  }

  KeyRecord record() throws Reject {
    int signedLength = custody();
    Direction direction = direction();
    int suite = inRange(from.get(11) & 0xff, 1, 255, 11);
    from.position(16);
    UUID groupId = new UUID(from.getLong(), from.getLong());
    KeyId keyId = KeyId.read(from);
    long pairEpoch = notNegative();
    long firstSequence = notNegative();
    long createdAt = notNegative();
    int generation = inRange(from.getInt(), 1, KeyDescription.MAX_GENERATION, 72);
    int recipientCount = from.getShort() & 0xffff;
    if (recipientCount < 1 || recipientCount > MAX_RECIPIENTS) {
      throw new Reject(Fault.RECIPIENT_COUNT, 76);
    }
    int algorithm = inRange(from.get() & 0xff, 1, 255, 78);
    inRange(from.get(), 0, 0, 79);
    Sha256 previous = Sha256.read(from);
    List<Recipient> recipients = recipients(recipientCount, signedLength);
    Sha256 fingerprint = fingerprint(signedLength);
    OpaqueBytes certificate = content(signedLength);
    if (from.position() != signedLength) {
      throw new Reject(Fault.WRONG_LENGTH, 12);
    }
    OpaqueBytes signature = content(from.limit() - CHECKSUM_BYTES);
    return new KeyRecord(
        new KeyDescription(
            groupId,
            direction,
            pairEpoch,
            keyId,
            generation,
            firstSequence,
            suite,
            createdAt,
            previous),
        recipients,
        new Signer(fingerprint, certificate, algorithm),
        signature);
  }

  /** Lengths, magic, version and checksum; gives the signed length. */
  private int custody() throws Reject {
    if (from.limit() > MAX_BYTES) {
      throw new Reject(Fault.TOO_LONG, MAX_BYTES);
    }
    for (int i = 0; i < MAGIC.length && i < from.limit(); i++) {
      if (from.get(i) != MAGIC[i]) {
        throw new Reject(Fault.WRONG_MAGIC, i);
      }
    }
    need(HEADER_BYTES);
    if (from.getShort(8) != VERSION) {
      throw new Reject(Fault.UNKNOWN_VERSION, 8);
    }
    int signedLength = inRange(from.getInt(12), HEADER_BYTES, MAX_BYTES, 12);
    need(signedLength + 4L);
    int signatureLength = inRange(from.getInt(signedLength), 1, MAX_BYTES, signedLength);
    long length = signedLength + 4L + signatureLength + CHECKSUM_BYTES;
    need(length);
    if (from.limit() > length) {
      throw new Reject(Fault.TRAILING_BYTES, (int) length);
    }
    int covered = from.limit() - CHECKSUM_BYTES;
    if (from.getInt(covered) != Crc32c.of(from.slice(0, covered))) {
      throw new Reject(Fault.WRONG_CHECKSUM, covered);
    }
    return signedLength;
  }

  private List<Recipient> recipients(int count, int limit) throws Reject {
    List<Recipient> recipients = new ArrayList<>(count);
    Set<Sha256> seen = new HashSet<>();
    for (int i = 0; i < count; i++) {
      int offset = from.position();
      Sha256 certificate = fingerprint(limit);
      if (!seen.add(certificate)) {
        throw new Reject(Fault.REPEATED_RECIPIENT, offset);
      }
      recipients.add(new Recipient(certificate, content(limit)));
    }
    return recipients;
  }

  private Sha256 fingerprint(int limit) throws Reject {
    if (limit - from.position() < ENTRY_HEADER_BYTES) {
      throw new Reject(Fault.WRONG_LENGTH, from.position());
    }
    return Sha256.read(from);
  }

  /** Four bytes of length, 1 or more, then as many bytes, none of them at or after the limit. */
  private OpaqueBytes content(int limit) throws Reject {
    int offset = from.position();
    int length = from.getInt();
    if (length < 1 || length > limit - from.position()) {
      throw new Reject(Fault.WRONG_LENGTH, offset);
    }
    return OpaqueBytes.read(from, length);
  }

  private Direction direction() throws Reject {
    for (Direction direction : Direction.values()) {
      if (direction.code() == from.get(10)) {
        return direction;
      }
    }
    throw new Reject(Fault.OUT_OF_RANGE, 10);
  }

  private long notNegative() throws Reject {
    int offset = from.position();
    long value = from.getLong();
    if (value < 0) {
      throw new Reject(Fault.OUT_OF_RANGE, offset);
    }
    return value;
  }

  private static int inRange(int value, int least, int most, int offset) throws Reject {
    if (value < least || value > most) {
      throw new Reject(Fault.OUT_OF_RANGE, offset);
    }
    return value;
  }

  private void need(long length) throws Reject {
    if (from.limit() < length) {
      throw new Reject(Fault.TRUNCATED, from.limit());
    }
  }

  /** Ends the pass; {@link KeyRecordCodec#decode} makes a value of it. */
  static final class Reject extends Exception {
    final Fault fault;
    final int offset;

    Reject(Fault fault, int offset) {
      super(null, null, false, false);
      this.fault = fault;
      this.offset = offset;
    }
  }
}

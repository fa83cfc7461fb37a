package io.sealcopy.protocol.key;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.BIG_ENDIAN;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.key.KeyRecord.Recipient;
import io.sealcopy.protocol.key.KeyRecord.Signer;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bytes of a key record, {@code protocol/spec/key-record.md}. Strict: of all byte strings only
 * the one that {@link #encode} gives is accepted for a record.
 */
public final class KeyRecordCodec {
  /** Upper bound of an encoded record. */
  public static final int MAX_BYTES = 64 * 1024;

  /** Upper bound of the recipients of one record. */
  public static final int MAX_RECIPIENTS = 16;

  /** The only version there is. */
  public static final int VERSION = 1;

  /** The part of fixed length, before the recipients; all numbers big-endian. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          bytes(8, "magic"),
          number(2, "version"),
          number(1, "direction"),
          number(1, "suite"),
          number(4, "signed length"),
          bytes(16, "group id"),
          bytes(16, "key id"),
          number(8, "pair epoch"),
          number(8, "first sequence"),
          number(8, "created at"),
          number(4, "generation"),
          number(2, "recipient count"),
          number(1, "signature algorithm"),
          paddingLayout(1).withName("reserved"),
          bytes(32, "previous record"));

  static final int HEADER_BYTES = (int) LAYOUT.byteSize();
  static final byte[] MAGIC = "SEALKEY1".getBytes(StandardCharsets.US_ASCII);
  static final int CHECKSUM_BYTES = 4;

  /** Fingerprint and length in front of an envelope or the signing certificate. */
  static final int ENTRY_HEADER_BYTES = Sha256.BYTES + 4;

  private KeyRecordCodec() {}

  /**
   * The bytes that the signature covers: everything before the length of the signature.
   *
   * @throws IllegalArgumentException if recipients are none, too many or repeated, or if a record
   *     with them would be longer than {@link #MAX_BYTES}
   */
  public static byte[] signedBytes(KeyDescription key, List<Recipient> recipients, Signer signer) {
    KeyRecord.checkRecipients(recipients);
    long length = HEADER_BYTES + (long) ENTRY_HEADER_BYTES + signer.certificate().length();
    for (Recipient recipient : recipients) {
      length += ENTRY_HEADER_BYTES + recipient.envelope().length();
    }
    if (length > MAX_BYTES) {
      throw new IllegalArgumentException("a key record of " + length + " bytes is too long");
    }
    ByteBuffer to = ByteBuffer.allocate((int) length);
    to.put(MAGIC).putShort((short) VERSION);
    to.put(key.direction().code()).put((byte) key.suite()).putInt((int) length);
    to.putLong(key.groupId().getMostSignificantBits());
    to.putLong(key.groupId().getLeastSignificantBits());
    key.keyId().write(to);
    to.putLong(key.pairEpoch()).putLong(key.firstSequence()).putLong(key.createdAtMillis());
    to.putInt(key.generation()).putShort((short) recipients.size());
    to.put((byte) signer.algorithm()).put((byte) 0);
    key.previous().write(to);
    for (Recipient recipient : recipients) {
      putEntry(to, recipient.certificate(), recipient.envelope());
    }
    putEntry(to, signer.fingerprint(), signer.certificate());
    return to.array();
  }

  private static void putEntry(ByteBuffer to, Sha256 fingerprint, OpaqueBytes content) {
    fingerprint.write(to);
    to.putInt(content.length());
    content.write(to);
  }

  static byte[] encode(KeyRecord record) {
    byte[] signed = signedBytes(record.key(), record.recipients(), record.signer());
    int length = signed.length + 4 + record.signature().length() + CHECKSUM_BYTES;
    if (length > MAX_BYTES) {
      throw new IllegalArgumentException("a key record of " + length + " bytes is too long");
    }
    ByteBuffer to = ByteBuffer.allocate(length);
    to.put(signed).putInt(record.signature().length());
    record.signature().write(to);
    to.putInt(Crc32c.of(to.array(), 0, to.position()));
    return to.array();
  }

  /** What decoding came to. */
  public sealed interface Decoded {
    /** The bytes are a key record; its signature is not checked yet. */
    record Valid(KeyRecord record) implements Decoded {}

    /**
     * The bytes are no key record.
     *
     * @param fault what is wrong
     * @param offset the byte at which it shows
     */
    record Malformed(Fault fault, int offset) implements Decoded {
      /** One sentence for an operator. */
      public String message() {
        return "not a key record: " + fault.text + " at byte " + offset;
      }
    }
  }

  /** The ways in which bytes can fail to be a key record. */
  public enum Fault {
    /** Fewer bytes than the lengths inside say, or none. */
    TRUNCATED("it ends too early"),
    /** More than {@link #MAX_BYTES}. */
    TOO_LONG("it is longer than 65536 bytes"),
    /** Bytes follow the checksum. */
    TRAILING_BYTES("bytes follow its end"),
    /** Other first bytes. */
    WRONG_MAGIC("it does not begin with SEALKEY1"),
    /** A version this program does not know. */
    UNKNOWN_VERSION("its version is unknown"),
    /** The checksum does not fit the bytes. */
    WRONG_CHECKSUM("its checksum is wrong, it is damaged"),
    /** A length that contradicts the others. */
    WRONG_LENGTH("a length contradicts the rest"),
    /** A number outside its range. */
    OUT_OF_RANGE("a field is out of range"),
    /** No, or more than {@link #MAX_RECIPIENTS}, recipients. */
    RECIPIENT_COUNT("it has no or too many recipients"),
    /** A recipient appears twice. */
    REPEATED_RECIPIENT("a recipient is named twice");

    private final String text;

    Fault(String text) {
      this.text = text;
    }
  }

  /** Reads a record that fills {@code bytes} exactly. Never throws for what the bytes hold. */
  public static Decoded decode(byte[] bytes) {
    try {
      return new Decoded.Valid(new KeyRecordReader(bytes).record());
    } catch (KeyRecordReader.Reject reject) {
      return new Decoded.Malformed(reject.fault, reject.offset);
    }
  }

  private static MemoryLayout bytes(int length, String name) {
    return sequenceLayout(length, JAVA_BYTE).withName(name);
  }

  private static MemoryLayout number(int length, String name) {
    return switch (length) {
      case 1 -> JAVA_BYTE.withName(name);
      case 2 -> ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN).withName(name);
      case 4 -> ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN).withName(name);
      case 8 -> ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN).withName(name);
      default -> throw new IllegalArgumentException("no number has " + length + " bytes");
    };
  }
}

package io.sealcopy.protocol.scsi;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sense data in either format. SPC-4 §4.5.
 *
 * @param deferred about an earlier command than the one it came with
 * @param additionalSenseCode raw, 0 to 255; {@link #additionalSense()} names the pair
 * @param additionalSenseQualifier raw, 0 to 255
 * @param information what the command defines, an LBA for most; 32 bits in fixed format
 * @param commandSpecific 32 bits in fixed format
 * @param senseKeySpecific three bytes as a number, 0 if absent: bit 23 says valid
 */
public record SenseData(
    boolean deferred,
    SenseKey key,
    int additionalSenseCode,
    int additionalSenseQualifier,
    OptionalLong information,
    OptionalLong commandSpecific,
    int senseKeySpecific) {
  /** Bytes that {@link #encodeFixed} writes. */
  public static final int FIXED_LENGTH = 18;

  /** The most {@link #encodeDescriptor} writes, in bytes. */
  public static final int MAX_DESCRIPTOR_LENGTH = 8 + 12 + 12 + 8;

  private static final int FIXED_CURRENT = 0x70;
  private static final int FIXED_DEFERRED = 0x71;
  private static final int DESCRIPTOR_CURRENT = 0x72;
  private static final int DESCRIPTOR_DEFERRED = 0x73;
  private static final int VALID = 0x80;
  private static final int SENSE_KEY_SPECIFIC_VALID = 0x80_0000;

  private static final int TYPE_INFORMATION = 0;
  private static final int TYPE_COMMAND_SPECIFIC = 1;
  private static final int TYPE_SENSE_KEY_SPECIFIC = 2;

  /** Current sense data without further fields. */
  public static SenseData of(SenseKey key, AdditionalSense additional) {
    return new SenseData(
        false,
        key,
        additional.code(),
        additional.qualifier(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        0);
  }

  public AdditionalSense additionalSense() {
    return AdditionalSense.of(additionalSenseCode, additionalSenseQualifier);
  }

  public SenseData withInformation(long value) {
    return new SenseData(
        deferred,
        key,
        additionalSenseCode,
        additionalSenseQualifier,
        OptionalLong.of(value),
        commandSpecific,
        senseKeySpecific);
  }

  /**
   * Points at the wrong field. SPC-4 §4.5.2.4.2.
   *
   * @param inCdb in the CDB, else in the parameter data
   * @param fieldPointer offset of the byte, 0 to 65535
   */
  public SenseData withFieldPointer(boolean inCdb, int fieldPointer) {
    return withSenseKeySpecific((inCdb ? 0x40_0000 : 0) | (fieldPointer & 0xffff));
  }

  /**
   * Points at a bit of the byte that the field pointer points at.
   *
   * @param bit 7 is the most significant
   */
  public SenseData withBitPointer(int bit) {
    return withSenseKeySpecific(senseKeySpecific | 0x08_0000 | (bit & 7) << 16);
  }

  /**
   * Says how far an operation has come. SPC-4 §4.5.2.4.4.
   *
   * @param progress of 65536 parts, 0 to 65535
   */
  public SenseData withProgress(int progress) {
    return withSenseKeySpecific(progress & 0xffff);
  }

  private SenseData withSenseKeySpecific(int value) {
    return new SenseData(
        deferred,
        key,
        additionalSenseCode,
        additionalSenseQualifier,
        information,
        commandSpecific,
        SENSE_KEY_SPECIFIC_VALID | value);
  }

  /** Decodes what the bytes between position and limit say; empty if they are no sense data. */
  public static Optional<SenseData> decode(ByteBuffer sense) {
    ByteBuffer bytes = sense.slice();
    if (bytes.remaining() < 4) {
      return Optional.empty();
    }
    int code = bytes.get(0) & 0x7f;
    return switch (code) {
      case FIXED_CURRENT, FIXED_DEFERRED -> Optional.of(decodeFixed(bytes, code == FIXED_DEFERRED));
      case DESCRIPTOR_CURRENT, DESCRIPTOR_DEFERRED ->
          Optional.of(decodeDescriptors(bytes, code == DESCRIPTOR_DEFERRED));
      default -> Optional.empty();
    };
  }

  private static SenseData decodeFixed(ByteBuffer bytes, boolean deferred) {
    // A short answer ends where it ends: the fields behind read as zero.
    ByteBuffer fixed = ByteBuffer.allocate(FIXED_LENGTH);
    fixed.put(0, bytes, 0, Math.min(FIXED_LENGTH, bytes.remaining()));
    boolean valid = (fixed.get(0) & VALID) != 0;
    int commandSpecific = fixed.getInt(8);
    int specific = fixed.getInt(14) & 0xff_ffff;
    return new SenseData(
        deferred,
        SenseKey.of(fixed.get(2)),
        fixed.get(12) & 0xff,
        fixed.get(13) & 0xff,
        valid ? OptionalLong.of(fixed.getInt(3) & 0xffff_ffffL) : OptionalLong.empty(),
        commandSpecific != 0
            ? OptionalLong.of(commandSpecific & 0xffff_ffffL)
            : OptionalLong.empty(),
        (specific & SENSE_KEY_SPECIFIC_VALID) != 0 ? specific : 0);
  }

  private static SenseData decodeDescriptors(ByteBuffer bytes, boolean deferred) {
    OptionalLong information = OptionalLong.empty();
    OptionalLong commandSpecific = OptionalLong.empty();
    int specific = 0;
    int end = bytes.limit() < 8 ? 0 : Math.min(bytes.limit(), 8 + (bytes.get(7) & 0xff));
    int at = 8;
    while (at + 2 <= end) {
      int length = 2 + (bytes.get(at + 1) & 0xff);
      if (at + length > end) {
        break;
      }
      switch (bytes.get(at)) {
        case TYPE_INFORMATION -> {
          if (length >= 12 && (bytes.get(at + 2) & VALID) != 0) {
            information = OptionalLong.of(bytes.getLong(at + 4));
          }
        }
        case TYPE_COMMAND_SPECIFIC -> {
          if (length >= 12) {
            commandSpecific = OptionalLong.of(bytes.getLong(at + 4));
          }
        }
        case TYPE_SENSE_KEY_SPECIFIC -> {
          if (length >= 8 && (bytes.get(at + 4) & VALID) != 0) {
            specific = bytes.getInt(at + 4) >>> 8;
          }
        }
        default -> {}
      }
      at += length;
    }
    return new SenseData(
        deferred,
        SenseKey.of(bytes.get(1)),
        bytes.get(2) & 0xff,
        bytes.get(3) & 0xff,
        information,
        commandSpecific,
        specific);
  }

  /** Writes {@link #FIXED_LENGTH} bytes in fixed format; information above 32 bits is left out. */
  public void encodeFixed(ByteBuffer target) {
    boolean valid = information.isPresent() && information.getAsLong() >>> 32 == 0;
    long specific = commandSpecific.orElse(0);
    target.put((byte) ((valid ? VALID : 0) | (deferred ? FIXED_DEFERRED : FIXED_CURRENT)));
    target.put((byte) 0);
    target.put((byte) key.code());
    target.putInt(valid ? (int) information.getAsLong() : 0);
    target.put((byte) (FIXED_LENGTH - 8));
    target.putInt(specific >>> 32 == 0 ? (int) specific : 0);
    target.put((byte) additionalSenseCode);
    target.put((byte) additionalSenseQualifier);
    // Field replaceable unit code, then the three sense key specific bytes.
    target.putInt(senseKeySpecific & 0xff_ffff);
  }

  /** Writes descriptor format, at most {@link #MAX_DESCRIPTOR_LENGTH} bytes. */
  public void encodeDescriptor(ByteBuffer target) {
    int start = target.position();
    target.put((byte) (deferred ? DESCRIPTOR_DEFERRED : DESCRIPTOR_CURRENT));
    target.put((byte) key.code());
    target.put((byte) additionalSenseCode);
    target.put((byte) additionalSenseQualifier);
    target.putInt(0);
    if (information.isPresent()) {
      target.put((byte) TYPE_INFORMATION).put((byte) 10).put((byte) VALID).put((byte) 0);
      target.putLong(information.getAsLong());
    }
    if (commandSpecific.isPresent()) {
      target.put((byte) TYPE_COMMAND_SPECIFIC).put((byte) 10).putShort((short) 0);
      target.putLong(commandSpecific.getAsLong());
    }
    if (senseKeySpecific != 0) {
      target.put((byte) TYPE_SENSE_KEY_SPECIFIC).put((byte) 6).putShort((short) 0);
      target.putInt(senseKeySpecific << 8);
    }
    target.put(start + 7, (byte) (target.position() - start - 8));
  }

  /** For messages: key, then the pair in words or numbers. */
  @Override
  public String toString() {
    AdditionalSense named = additionalSense();
    String pair = "%02x/%02x".formatted(additionalSenseCode, additionalSenseQualifier);
    return (deferred ? "deferred " : "")
        + key
        + ", "
        + (named == AdditionalSense.UNKNOWN ? pair : named.text() + " (" + pair + ")")
        + (information.isPresent()
            ? ", information 0x" + Long.toHexString(information.getAsLong())
            : "");
  }
}

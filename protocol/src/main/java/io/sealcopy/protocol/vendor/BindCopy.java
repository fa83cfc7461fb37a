package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import io.sealcopy.protocol.key.Direction;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Parameter list of BIND COPY: makes a plain volume of the remote centre the S-VOL of a pair.
 *
 * @param groupId the consistency group
 * @param volumeId the P-VOL
 * @param direction which way changes cross
 * @param pairEpoch 0 or more
 * @param blockLength of the P-VOL, bytes; must be the S-VOL's
 * @param blockCount of the P-VOL; must not exceed the S-VOL's
 * @param holes how zero and unmapped blocks cross
 */
public record BindCopy(
    UUID groupId,
    UUID volumeId,
    Direction direction,
    long pairEpoch,
    int blockLength,
    long blockCount,
    Holes holes) {
  /** Bytes. */
  public static final int BYTES = 80;

  /** The only version there is. */
  public static final int VERSION = 1;

  /** The fields and their sizes. */
  public static final StructLayout LAYOUT =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          number(1, "direction"),
          number(1, "holes"),
          number(4, "block length"),
          bytes(16, "group id"),
          bytes(16, "volume id"),
          number(8, "pair epoch"),
          number(8, "block count"),
          reserved(12),
          number(4, "checksum"));

  private static final byte[] MAGIC = Fields.ascii("SCBINDCP");

  /** The pair option {@code holes}. */
  public enum Holes {
    /** Zero and unmapped blocks cross as sealed zeros. */
    SEALED(0),
    /** They cross as UNMAP or zeros and are plaintext in the table. */
    CLEAR(1);

    private final byte code;

    Holes(int code) {
      this.code = (byte) code;
    }

    /** The byte that stands for it. */
    public byte code() {
      return code;
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public BindCopy {
    Fields.requireNotNegative("pair epoch", pairEpoch);
    if (!blockLengthFits(blockLength)) {
      throw new IllegalArgumentException("block length out of range: " + blockLength);
    }
    if (blockCount < 1) {
      throw new IllegalArgumentException("block count out of range: " + blockCount);
    }
  }

  private static boolean blockLengthFits(long blockLength) {
    return blockLength == 512 || blockLength == 4096;
  }

  /** The parameter list. */
  public byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(BYTES);
    to.put(MAGIC).putShort((short) VERSION).put(direction.code()).put(holes.code());
    to.putInt(blockLength);
    Fields.putUuid(to, groupId);
    Fields.putUuid(to, volumeId);
    to.putLong(pairEpoch).putLong(blockCount).position(BYTES - Integer.BYTES);
    Fields.putChecksum(to, 0);
    return to.array();
  }

  /** Reads a parameter list that fills the buffer from its position to its limit. */
  public static Decoded<BindCopy> decode(ByteBuffer bytes) {
    return FieldReader.decode(
        bytes,
        BYTES,
        from -> {
          from.magic(MAGIC);
          from.version(VERSION);
          Direction direction = from.direction();
          Holes holes = holes(from);
          int blockLength = from.i32();
          if (!blockLengthFits(blockLength)) {
            throw from.reject("block length is neither 512 nor 4096", 12);
          }
          UUID groupId = from.uuid();
          UUID volumeId = from.uuid();
          long pairEpoch = from.notNegative("pair epoch");
          long blockCount = from.i64();
          if (blockCount < 1) {
            throw from.reject("block count is out of range", 56);
          }
          from.zeros(12);
          from.checksum(0);
          from.end();
          return new BindCopy(
              groupId, volumeId, direction, pairEpoch, blockLength, blockCount, holes);
        });
  }

  private static Holes holes(FieldReader from) throws FieldReader.Reject {
    int code = from.u8();
    for (Holes holes : Holes.values()) {
      if (holes.code() == code) {
        return holes;
      }
    }
    throw from.reject("holes option is unknown", from.position() - 1);
  }
}

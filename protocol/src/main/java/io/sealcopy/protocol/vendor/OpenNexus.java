package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Parameter list of OPEN NEXUS: from now on every WRITE of this nexus is ciphertext of the named
 * generation.
 *
 * @param groupId the consistency group the copy is bound to
 * @param volumeId the P-VOL the copy is bound to
 * @param direction which way changes cross
 * @param pairEpoch not older than any the copy has seen; 0 or more
 * @param generation 1 or more
 * @param keyId the key of that generation; its key record must be stored before
 */
public record OpenNexus(
    UUID groupId, UUID volumeId, Direction direction, long pairEpoch, int generation, KeyId keyId) {
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
          reserved(1),
          number(4, "generation"),
          bytes(16, "group id"),
          bytes(16, "volume id"),
          number(8, "pair epoch"),
          bytes(16, "key id"),
          reserved(4),
          number(4, "checksum"));

  private static final byte[] MAGIC = Fields.ascii("SCOPENNX");

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public OpenNexus {
    Fields.requireNotNegative("pair epoch", pairEpoch);
    if (generation < 1 || generation > TableEntry.MAX_GENERATION) {
      throw new IllegalArgumentException("generation out of range: " + generation);
    }
  }

  /** The parameter list. */
  public byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(BYTES);
    to.put(MAGIC).putShort((short) VERSION).put(direction.code()).put((byte) 0);
    to.putInt(generation);
    Fields.putUuid(to, groupId);
    Fields.putUuid(to, volumeId);
    to.putLong(pairEpoch);
    keyId.write(to);
    to.putInt(0);
    Fields.putChecksum(to, 0);
    return to.array();
  }

  /** Reads a parameter list that fills the buffer from its position to its limit. */
  public static Decoded<OpenNexus> decode(ByteBuffer bytes) {
    return FieldReader.decode(
        bytes,
        BYTES,
        from -> {
          from.magic(MAGIC);
          from.version(VERSION);
          Direction direction = from.direction();
          from.zeros(1);
          int generation = from.i32();
          if (generation < 1 || generation > TableEntry.MAX_GENERATION) {
            throw from.reject("generation is out of range", 12);
          }
          UUID groupId = from.uuid();
          UUID volumeId = from.uuid();
          long pairEpoch = from.notNegative("pair epoch");
          KeyId keyId = from.keyId();
          from.zeros(4);
          from.checksum(0);
          from.end();
          return new OpenNexus(groupId, volumeId, direction, pairEpoch, generation, keyId);
        });
  }
}

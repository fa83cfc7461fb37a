package io.sealcopy.protocol.iscsi;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The additional header segments of a SCSI Command: an extended CDB and the read length of a
 * bidirectional command. RFC 7143 §11.2.2. Parsing keeps slices of the received bytes: an AHS is
 * bounded by the 1020 bytes a header can announce and never makes anything grow.
 */
public sealed interface Ahs {
  /** Length (two bytes) and type; the length counts what follows the type. */
  int HEADER_LENGTH = 3;

  int TYPE_EXTENDED_CDB = 1;
  int TYPE_BIDIRECTIONAL_READ_LENGTH = 2;

  /** SPC-4 §4.2.5.1: the longest CDB is 260 bytes, of which the header holds 16. */
  int MAX_EXTENDED_CDB = 260 - 16;

  /**
   * What the segments say.
   *
   * @param extendedCdb the bytes of the CDB from 16 on, a slice of the parsed buffer
   * @param bidirectionalReadLength bytes
   */
  record Parsed(Optional<ByteBuffer> extendedCdb, OptionalLong bidirectionalReadLength)
      implements Ahs {}

  /** Not to be believed: the command ends with Reject, invalid PDU field. */
  record Malformed(String problem) implements Ahs {}

  /**
   * Parses the segments between position and limit of {@code segments}, which does not change.
   * Types this code does not know are skipped.
   */
  static Ahs parse(ByteBuffer segments) {
    ByteBuffer rest = segments.slice();
    Optional<ByteBuffer> extendedCdb = Optional.empty();
    OptionalLong readLength = OptionalLong.empty();
    while (rest.hasRemaining()) {
      if (rest.remaining() < HEADER_LENGTH + 1) {
        return new Malformed(rest.remaining() + " stray bytes after the last AHS");
      }
      int length = rest.getShort() & 0xffff;
      int type = rest.get() & 0x3f;
      int padded = Segments.padded(length + HEADER_LENGTH) - HEADER_LENGTH;
      // AHSLength counts the AHS-Specific byte, the fourth, which both known types reserve.
      if (length < 1 || padded > rest.remaining()) {
        return new Malformed("AHS length " + length + " with " + rest.remaining() + " bytes left");
      }
      ByteBuffer body = rest.slice(rest.position() + 1, length - 1);
      rest.position(rest.position() + padded);
      switch (type) {
        case TYPE_EXTENDED_CDB -> {
          if (extendedCdb.isPresent() || body.remaining() > MAX_EXTENDED_CDB || length == 1) {
            return new Malformed(
                "an extended CDB of " + body.remaining() + " bytes or a second one");
          }
          extendedCdb = Optional.of(body);
        }
        case TYPE_BIDIRECTIONAL_READ_LENGTH -> {
          if (readLength.isPresent() || body.remaining() != 4) {
            return new Malformed("a bidirectional read length of " + body.remaining() + " bytes");
          }
          readLength = OptionalLong.of(body.getInt(0) & 0xffff_ffffL);
        }
        default -> {}
      }
    }
    return new Parsed(extendedCdb, readLength);
  }
}

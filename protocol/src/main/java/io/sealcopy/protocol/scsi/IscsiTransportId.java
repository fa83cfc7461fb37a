package io.sealcopy.protocol.scsi;

import io.sealcopy.protocol.iscsi.Isid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How SCSI parameter data names an iSCSI initiator: TransportID. SPC-4 §7.6.4.6.
 *
 * @param initiatorName the iSCSI name
 * @param isid with it, one initiator port (format 01b); without, every port of that name (00b)
 */
public record IscsiTransportId(String initiatorName, Optional<Isid> isid) {
  private static final int PROTOCOL = 0x05;
  private static final int PROTOCOL_BITS = 0x0f;
  private static final int OF_PORT = 0x40;
  private static final int FORMAT_BITS = 0xc0;
  private static final int HEADER = 4;
  private static final int LEAST_ADDITIONAL = 20;

  /** RFC 7143 §4.2.7.1: an iSCSI name has at most 223 bytes. */
  private static final int MAX_NAME = 223;

  private static final Pattern PORT = Pattern.compile("(.+),i,0[xX]([0-9a-fA-F]{12})");

  /** The bytes. */
  public byte[] encode() {
    String text = initiatorName + isid.map(id -> ",i," + id).orElse("");
    byte[] name = text.getBytes(StandardCharsets.UTF_8);
    int padded = Math.max(LEAST_ADDITIONAL, (name.length + 4) & ~3);
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + padded);
    bytes.put((byte) (PROTOCOL | (isid.isPresent() ? OF_PORT : 0))).put((byte) 0);
    bytes.putShort((short) padded).put(name);
    return bytes.array();
  }

  /**
   * How many bytes the TransportID at the buffer's position takes; more than there are when it does
   * not end.
   */
  public static int length(ByteBuffer bytes) {
    return bytes.remaining() < HEADER
        ? HEADER
        : HEADER + (bytes.getShort(bytes.position() + 2) & 0xffff);
  }

  /** The TransportID that fills the buffer; empty when it is none, or of another protocol. */
  public static Optional<IscsiTransportId> decode(ByteBuffer bytes) {
    int at = bytes.position();
    int additional = bytes.remaining() - HEADER;
    if (additional < LEAST_ADDITIONAL
        || additional % 4 != 0
        || length(bytes) != bytes.remaining()
        || (bytes.get(at) & PROTOCOL_BITS) != PROTOCOL) {
      return Optional.empty();
    }
    byte[] field = new byte[additional];
    bytes.get(at + HEADER, field);
    String padded = new String(field, StandardCharsets.UTF_8);
    int end = padded.indexOf('\0');
    if (end <= 0) {
      return Optional.empty();
    }
    String text = padded.substring(0, end);
    Optional<IscsiTransportId> found =
        switch (bytes.get(at) & FORMAT_BITS) {
          case 0 -> Optional.of(new IscsiTransportId(text, Optional.empty()));
          case OF_PORT -> port(text);
          default -> Optional.empty();
        };
    return found.filter(id -> id.initiatorName.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME);
  }

  private static Optional<IscsiTransportId> port(String text) {
    Matcher parts = PORT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Isid isid = new Isid(Long.parseLong(parts.group(2), 16));
    return Optional.of(new IscsiTransportId(parts.group(1), Optional.of(isid)));
  }
}

package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Segments;
import io.sealcopy.protocol.iscsi.pdu.DecodedPdu;
import io.sealcopy.protocol.iscsi.pdu.InitiatorPdu;
import io.sealcopy.protocol.iscsi.pdu.MalformedPdu;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32C;

/**
 * Cuts the PDUs of a target out of a byte channel, checking digests. After {@link #next} exactly
 * one of the data methods is called. Blocks; for one thread.
 */
final class PduReader {
  private static final int BUFFER = 64 * 1024;

  private final ReadableByteChannel link;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private final CRC32C crc = new CRC32C();
  private int maxDataSegmentLength;
  private boolean headerDigest;
  private boolean dataDigest;
  private int segment;
  private volatile long lastReadNanos = System.nanoTime();

  PduReader(ReadableByteChannel link, int maxDataSegmentLength) {
    this.link = link;
    this.maxDataSegmentLength = maxDataSegmentLength;
  }

  /** For full feature phase; a data segment that is longer ends the connection. */
  void configure(int maxLength, boolean header, boolean data) {
    maxDataSegmentLength = maxLength;
    headerDigest = header;
    dataDigest = data;
  }

  /** When the channel last gave bytes, as {@link System#nanoTime}. */
  long lastReadNanos() {
    return lastReadNanos;
  }

  /** The next header. */
  TargetPdu next() throws IOException {
    int length = Bhs.LENGTH + (headerDigest ? Segments.DIGEST_LENGTH : 0);
    need(length);
    if (headerDigest) {
      ByteBuffer digest = in.slice(in.position() + Bhs.LENGTH, Segments.DIGEST_LENGTH);
      if (Crc32c.of(in.slice(in.position(), Bhs.LENGTH)) != Segments.getDigest(digest)) {
        throw new LinkException(FailureKind.DIGEST_ERROR, "a header digest is wrong");
      }
    }
    DecodedPdu decoded = Pdu.decode(in);
    in.position(in.position() + length);
    return switch (decoded) {
      case TargetPdu pdu -> {
        segment = pdu.dataSegmentLength();
        if (segment > maxDataSegmentLength) {
          throw violation(
              "a data segment of %d bytes, %d are allowed"
                  .formatted(segment, maxDataSegmentLength));
        }
        yield pdu;
      }
      case InitiatorPdu pdu ->
          throw violation("a " + pdu.getClass().getSimpleName() + ", which only initiators send");
      case MalformedPdu malformed -> throw violation(malformed.problem());
    };
  }

  /** Reads the data segment into {@code target}, which takes all of it and whose position moves. */
  void dataInto(ByteBuffer target) throws IOException {
    int start = target.position();
    ByteBuffer exact = target.slice(start, segment);
    exact.put(takeBuffered(segment));
    while (exact.hasRemaining()) {
      fill(exact);
    }
    target.position(start + segment);
    finish(exact.flip());
  }

  /** The data segment as bytes of its own: for sense data and text, not for volume data. */
  ByteBuffer data() throws IOException {
    ByteBuffer copy = ByteBuffer.allocate(segment);
    dataInto(copy);
    return copy.flip();
  }

  private ByteBuffer takeBuffered(int most) {
    int length = Math.min(most, in.remaining());
    ByteBuffer slice = in.slice(in.position(), length);
    in.position(in.position() + length);
    return slice;
  }

  private void finish(ByteBuffer data) throws IOException {
    int padding = Segments.padding(segment);
    boolean digest = dataDigest && segment > 0;
    int tail = padding + (digest ? Segments.DIGEST_LENGTH : 0);
    segment = 0;
    if (tail == 0) {
      return;
    }
    need(tail);
    if (digest) {
      crc.reset();
      crc.update(data);
      crc.update(in.slice(in.position(), padding));
      ByteBuffer sent = in.slice(in.position() + padding, Segments.DIGEST_LENGTH);
      if ((int) crc.getValue() != Segments.getDigest(sent)) {
        throw new LinkException(FailureKind.DIGEST_ERROR, "a data digest is wrong");
      }
    }
    in.position(in.position() + tail);
  }

  private void need(int bytes) throws IOException {
    if (in.remaining() >= bytes) {
      return;
    }
    in.compact();
    try {
      while (in.position() < bytes) {
        fill(in);
      }
    } finally {
      in.flip();
    }
  }

  private void fill(ByteBuffer target) throws IOException {
    if (link.read(target) < 0) {
      throw new LinkException(FailureKind.CONNECTION_LOST, "the target closed the connection");
    }
    lastReadNanos = System.nanoTime();
  }

  static LinkException violation(String problem) {
    return new LinkException(FailureKind.PROTOCOL_VIOLATION, "the target sent " + problem);
  }
}

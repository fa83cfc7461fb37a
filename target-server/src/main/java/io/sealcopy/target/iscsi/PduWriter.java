package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Segments;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Puts PDUs on the wire, with their digests. Not thread-safe. */
final class PduWriter {
  /** Bytes of an answer that is always given: INQUIRY, sense and their like. */
  private static final int SMALL = 4096;

  private final Wire wire;
  private boolean headerDigest;
  private boolean dataDigest;

  PduWriter(Wire wire) {
    this.wire = wire;
  }

  /** From the next PDU on. */
  void agree(boolean withHeaderDigest, boolean withDataDigest) {
    headerDigest = withHeaderDigest;
    dataDigest = withDataDigest;
  }

  /** Bytes in front of the data segment. */
  int headerLength() {
    return Bhs.LENGTH + (headerDigest ? Segments.DIGEST_LENGTH : 0);
  }

  /** A buffer for a PDU with this much data, which goes to {@link #headerLength()}. */
  PooledBuffer allocate(int dataLength) {
    return wire.allocate(headerLength() + Segments.dataBytesOnWire(dataLength, dataDigest));
  }

  /** The same for the data of a command; null when there is no room. */
  @Nullable PooledBuffer claimDataIn(int dataLength) {
    int bytes = headerLength() + Segments.dataBytesOnWire(dataLength, dataDigest);
    return bytes <= SMALL ? wire.allocate(bytes) : wire.claim(bytes, Wire.Use.DATA_IN);
  }

  /** Sends a PDU without data. */
  void send(TargetPdu pdu) {
    send(pdu, allocate(0));
  }

  /** The same; of this kind there is one a command, and none of them becomes an object. */
  void send(ScsiResponse pdu) {
    PooledBuffer buffer = allocate(0);
    ByteBuffer header = buffer.view(0, headerLength());
    pdu.encode(header);
    digest(header);
    wire.send(buffer, headerLength());
  }

  /** Sends a PDU with a few bytes of data. */
  void send(TargetPdu pdu, ByteBuffer data) {
    PooledBuffer buffer = allocate(data.remaining());
    buffer.view(headerLength(), data.remaining()).put(data);
    send(pdu, buffer);
  }

  /** Sends a PDU whose data is in the buffer already; takes the buffer over. */
  void send(TargetPdu pdu, PooledBuffer buffer) {
    ByteBuffer header = buffer.view(0, headerLength());
    pdu.encode(header);
    finish(header, buffer, pdu.dataSegmentLength());
  }

  /** The same; of this kind there is one a command, and none of them becomes an object. */
  void send(DataIn pdu, PooledBuffer buffer) {
    ByteBuffer header = buffer.view(0, headerLength());
    pdu.encode(header);
    finish(header, buffer, pdu.dataSegmentLength());
  }

  /** The header has been encoded to the position of {@code header}. */
  private void finish(ByteBuffer header, PooledBuffer buffer, int data) {
    digest(header);
    int length = headerLength();
    if (data > 0) {
      trailer(buffer, length + data, buffer, length, data);
    }
    wire.send(buffer, length + Segments.dataBytesOnWire(data, dataDigest));
  }

  /** Sends a PDU whose data is a part of another buffer, which stays the caller's. */
  void send(TargetPdu pdu, PooledBuffer buffer, int offset) {
    int data = pdu.dataSegmentLength();
    PooledBuffer head = wire.allocate(headerLength());
    header(pdu, head);
    wire.send(head, headerLength());
    wire.sendSlice(buffer, offset, data);
    int behind = Segments.dataBytesOnWire(data, dataDigest) - data;
    if (behind > 0) {
      PooledBuffer tail = wire.allocate(behind);
      trailer(tail, 0, buffer, offset, data);
      wire.send(tail, behind);
    }
  }

  private void header(TargetPdu pdu, PooledBuffer buffer) {
    ByteBuffer header = buffer.view(0, headerLength());
    pdu.encode(header);
    digest(header);
  }

  private void digest(ByteBuffer header) {
    if (headerDigest) {
      CRC32C crc = new CRC32C();
      crc.update(header.slice(header.position() - Bhs.LENGTH, Bhs.LENGTH));
      Segments.putDigest(header, (int) crc.getValue());
    }
  }

  /** Padding and data digest of {@code length} bytes at {@code from}, written to {@code at}. */
  private void trailer(PooledBuffer to, int at, PooledBuffer data, int from, int length) {
    int padding = Segments.padding(length);
    if (dataDigest) {
      int digest = Segments.dataDigest(data.view(from, length));
      Segments.putDigest(to.view(at + padding, Segments.DIGEST_LENGTH), digest);
    }
    if (padding > 0) {
      ByteBuffer zeros = to.view(at, padding);
      while (zeros.hasRemaining()) {
        zeros.put((byte) 0);
      }
    }
  }
}

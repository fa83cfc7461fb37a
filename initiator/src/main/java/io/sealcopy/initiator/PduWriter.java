package io.sealcopy.initiator;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Segments;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes PDUs, several with one gathering write: headers from its own buffer, data from where it
 * lies. Blocks; for one thread.
 */
final class PduWriter {
  private static final int HEADERS = 16 * 1024;
  private static final int MAX_BUFFERS = 256;

  /** Header, its digest, padding, data digest. */
  private static final int MAX_OVERHEAD = Bhs.LENGTH + 4 + 3 + 4;

  private final GatheringByteChannel link;
  private final ByteBuffer headers = ByteBuffer.allocateDirect(HEADERS);
  private final ByteBuffer[] batch = new ByteBuffer[MAX_BUFFERS];
  private final CRC32C crc = new CRC32C();
  private int count;
  private int cut;
  private boolean headerDigest;
  private boolean dataDigest;

  PduWriter(GatheringByteChannel link) {
    this.link = link;
  }

  void configure(boolean header, boolean data) {
    headerDigest = header;
    dataDigest = data;
  }

  /** Appends a PDU without data. */
  void append(Pdu pdu) throws IOException {
    append(pdu, List.of(), 0);
  }

  /**
   * Appends a PDU whose data is the {@link Pdu#dataSegmentLength} bytes at {@code offset} of {@code
   * sources} taken together. May write; the rest goes with {@link #flush}.
   */
  void append(Pdu pdu, List<ByteBuffer> sources, int offset) throws IOException {
    if (headers.remaining() < MAX_OVERHEAD || count + sources.size() + 2 > MAX_BUFFERS) {
      flush();
    }
    int start = headers.position();
    pdu.encode(headers);
    if (headerDigest) {
      Segments.putDigest(headers, Crc32c.of(headers.slice(start, Bhs.LENGTH)));
    }
    int length = pdu.dataSegmentLength();
    if (length == 0) {
      return;
    }
    cutHeaders();
    crc.reset();
    int from = offset;
    int left = length;
    for (ByteBuffer source : sources) {
      int here = Math.min(left, source.remaining() - from);
      if (here > 0) {
        data(source.slice(source.position() + from, here));
        left -= here;
        from = 0;
      } else {
        from -= source.remaining();
      }
    }
    finishData(Segments.padding(length));
  }

  private void data(ByteBuffer slice) throws IOException {
    if (dataDigest) {
      crc.update(slice);
      slice.rewind();
    }
    if (count == MAX_BUFFERS) {
      write();
    }
    batch[count++] = slice;
  }

  private void finishData(int padding) {
    int start = headers.position();
    for (int i = 0; i < padding; i++) {
      headers.put((byte) 0);
    }
    if (dataDigest) {
      crc.update(headers.slice(start, padding));
      Segments.putDigest(headers, (int) crc.getValue());
    }
  }

  /** Writes everything appended. */
  void flush() throws IOException {
    cutHeaders();
    write();
    headers.clear();
    cut = 0;
  }

  private void cutHeaders() {
    if (headers.position() > cut) {
      batch[count++] = headers.slice(cut, headers.position() - cut);
      cut = headers.position();
    }
  }

  private void write() throws IOException {
    int done = 0;
    while (done < count) {
      link.write(batch, done, count - done);
      while (done < count && !batch[done].hasRemaining()) {
        done++;
      }
    }
    count = 0;
  }
}

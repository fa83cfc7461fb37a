package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Segments;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the received stream into PDUs: header, additional header segments, digests, data, padding. A
 * state machine over whatever pieces the network delivers. A header that came whole is handed on
 * where it lies; data is handed on in slices as it arrives, or verified first as a whole when a
 * data digest protects it. Not thread-safe.
 */
public final class PduFramer {
  /** Who is told. A false answer means that nothing more is wanted: the rest is discarded. */
  public interface Receiver {
    /**
     * A header.
     *
     * @param header 48 bytes at its position; valid during the call
     * @param ahs the additional header segments
     */
    boolean header(ByteBuffer header, ByteBuffer ahs);

    /** The next bytes of the data segment; valid during the call. */
    void data(ByteBuffer slice);

    /**
     * All of a data segment, with which its PDU ends: {@link #end} follows at once. The bytes stay
     * where they are until {@link PduFramer#receive} returns.
     */
    default void allData(ByteBuffer slice) {
      data(slice);
    }

    /** The PDU is complete. */
    boolean end();

    /** The header announces more data than was agreed. */
    void tooLong(ByteBuffer header);

    void headerDigestWrong(ByteBuffer header);

    /**
     * The data of the PDU whose header came last does not fit its digest; it is dropped. True goes
     * on with the PDU's end.
     */
    boolean dataDigestWrong();

    /** Whether to stop between PDUs for now. */
    boolean paused();

    /** A buffer for a data segment that must be verified before it is handed on. */
    PooledBuffer allocate(int bytes);
  }

  private enum State {
    HEADER,
    DATA,
    PADDING,
    GATHERING,
    FINISHED
  }

  private static final int MAX_AHS = 255 * 4;
  private static final int CARRY = Bhs.LENGTH + MAX_AHS + Segments.DIGEST_LENGTH;
  private static final ByteBuffer NO_AHS = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Receiver receiver;
  private State state = State.HEADER;
  private int maxDataSegmentLength;
  private boolean headerDigest;
  private boolean dataDigest;

  private @Nullable ByteBuffer carry;
  private int carried;
  private int remaining;
  private int padding;
  private @Nullable PooledBuffer gathered;
  private int dataLength;
  private int gatheredLength;

  /**
   * @param maxDataSegmentLength bytes we have declared to take
   */
  public PduFramer(Receiver receiver, int maxDataSegmentLength) {
    this.receiver = receiver;
    this.maxDataSegmentLength = maxDataSegmentLength;
  }

  /** From the next PDU on; called at the end of login. */
  public void agree(int newMaxDataSegmentLength, boolean withHeaderDigest, boolean withDataDigest) {
    maxDataSegmentLength = newMaxDataSegmentLength;
    headerDigest = withHeaderDigest;
    dataDigest = withDataDigest;
  }

  /** Whether everything that follows is discarded. */
  public boolean finished() {
    return state == State.FINISHED;
  }

  /** Takes bytes; leaves some only when the receiver has paused. */
  public void receive(ByteBuffer chunk) {
    while (chunk.hasRemaining()) {
      switch (state) {
        case HEADER -> {
          if (carried == 0 && receiver.paused()) {
            return;
          }
          header(chunk);
        }
        case DATA -> data(chunk);
        case PADDING -> padding(chunk);
        case GATHERING -> gather(chunk);
        case FINISHED -> chunk.position(chunk.limit());
      }
    }
  }

  /** Gives back what is held; nothing is received any more. */
  public void close() {
    state = State.FINISHED;
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  private void header(ByteBuffer chunk) {
    if (carried == 0 && chunk.remaining() >= Bhs.LENGTH) {
      int needed = headerBytes(chunk);
      if (chunk.remaining() >= needed) {
        int start = chunk.position();
        accept(chunk, needed);
        chunk.position(start + needed);
        return;
      }
    }
    ByteBuffer all = carry();
    int needed = carried < Bhs.LENGTH ? Bhs.LENGTH : headerBytes(all.position(0));
    copy(chunk, all, needed - carried);
    if (carried >= Bhs.LENGTH && carried == headerBytes(all.position(0))) {
      carried = 0;
      accept(all, headerBytes(all));
    }
  }

  private ByteBuffer carry() {
    if (carry == null) {
      carry = ByteBuffer.allocate(CARRY);
    }
    return carry;
  }

  private void copy(ByteBuffer chunk, ByteBuffer all, int wanted) {
    int count = Math.min(wanted, chunk.remaining());
    all.put(carried, chunk, chunk.position(), count);
    chunk.position(chunk.position() + count);
    carried += count;
  }

  private int headerBytes(ByteBuffer bhs) {
    return Bhs.LENGTH + Bhs.ahsBytes(bhs) + (headerDigest ? Segments.DIGEST_LENGTH : 0);
  }

  /** Judges a whole header at the position of {@code bytes}, which does not move. */
  private void accept(ByteBuffer bytes, int length) {
    int start = bytes.position();
    int ahsBytes = Bhs.ahsBytes(bytes);
    if (headerDigest && !digestFits(bytes, start, length)) {
      state = State.FINISHED;
      receiver.headerDigestWrong(bytes);
      return;
    }
    int data = Bhs.dataSegmentLength(bytes);
    if (data > maxDataSegmentLength) {
      state = State.FINISHED;
      receiver.tooLong(bytes);
      return;
    }
    ByteBuffer ahs = ahsBytes == 0 ? NO_AHS : bytes.slice(start + Bhs.LENGTH, ahsBytes);
    boolean digested = dataDigest;
    if (!receiver.header(bytes, ahs)) {
      state = State.FINISHED;
      return;
    }
    dataLength = data;
    padding = Segments.padding(data);
    if (data == 0) {
      end();
    } else if (digested) {
      gatheredLength = 0;
      gathered = receiver.allocate(Segments.dataBytesOnWire(data, true));
      state = State.GATHERING;
    } else {
      remaining = data;
      state = State.DATA;
    }
  }

  private static boolean digestFits(ByteBuffer bytes, int start, int length) {
    int covered = length - Segments.DIGEST_LENGTH;
    return crc(bytes.slice(start, covered))
        == Segments.getDigest(bytes.slice(start + covered, Segments.DIGEST_LENGTH));
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private void data(ByteBuffer chunk) {
    int count = Math.min(remaining, chunk.remaining());
    int limit = chunk.limit();
    int end = chunk.position() + count;
    chunk.limit(end);
    if (count == dataLength && padding == 0) {
      receiver.allData(chunk);
    } else {
      receiver.data(chunk);
    }
    chunk.limit(limit).position(end);
    remaining -= count;
    if (remaining == 0) {
      remaining = padding;
      if (padding == 0) {
        end();
      } else {
        state = State.PADDING;
      }
    }
  }

  private void padding(ByteBuffer chunk) {
    int count = Math.min(remaining, chunk.remaining());
    chunk.position(chunk.position() + count);
    remaining -= count;
    if (remaining == 0) {
      end();
    }
  }

  private void gather(ByteBuffer chunk) {
    PooledBuffer buffer = gathered;
    if (buffer == null) {
      throw new IllegalStateException("gathering without a buffer");
    }
    int wanted = Segments.dataBytesOnWire(dataLength, true);
    int count = Math.min(wanted - gatheredLength, chunk.remaining());
    buffer.view(gatheredLength, count).put(chunk.slice(chunk.position(), count));
    chunk.position(chunk.position() + count);
    gatheredLength += count;
    if (gatheredLength < wanted) {
      return;
    }
    gathered = null;
    int covered = wanted - Segments.DIGEST_LENGTH;
    int found = crc(buffer.view(0, covered));
    boolean fits = found == Segments.getDigest(buffer.view(covered, Segments.DIGEST_LENGTH));
    if (!fits) {
      buffer.release();
      if (receiver.dataDigestWrong()) {
        end();
      } else {
        state = State.FINISHED;
      }
      return;
    }
    receiver.data(buffer.view(0, dataLength));
    buffer.release();
    end();
  }

  private void end() {
    state = receiver.end() ? State.HEADER : State.FINISHED;
  }
}

package io.sealcopy.fuzz;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.target.iscsi.PduFramer;
import io.sealcopy.target.iscsi.PooledBuffer;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The framer: first byte the digests and whether wrong ones end it, second how the rest is split,
 * then the stream. However it is split, the same comes out.
 */
final class FramerTarget {
  private static final int MAX_SEGMENT = 4096;

  private FramerTarget() {}

  static void run(byte[] bytes) {
    Input input = new Input(bytes);
    int flags = input.u8();
    int step = input.u8() + 1;
    byte[] stream = input.rest();
    String whole = trace(flags, stream, stream.length + 1);
    String split = trace(flags, stream, step);
    if (!whole.equals(split)) {
      throw new AssertionError("in pieces of " + step + ":\n" + split + "but whole:\n" + whole);
    }
  }

  private static String trace(int flags, byte[] stream, int step) {
    Recorder recorder = new Recorder((flags & 4) != 0);
    PduFramer framer = new PduFramer(recorder, MAX_SEGMENT);
    framer.agree(MAX_SEGMENT, (flags & 1) != 0, (flags & 2) != 0);
    for (int at = 0; at < stream.length; at += step) {
      ByteBuffer chunk = ByteBuffer.wrap(stream, at, Math.min(step, stream.length - at)).slice();
      framer.receive(chunk);
      if (chunk.hasRemaining()) {
        throw new AssertionError("bytes were left without a pause");
      }
    }
    framer.close();
    if (recorder.buffers != 0) {
      throw new AssertionError(recorder.buffers + " buffers were not given back");
    }
    return recorder.trace.toString();
  }

  private static final class Recorder implements PduFramer.Receiver {
    private final boolean forgiving;
    private final StringBuilder trace = new StringBuilder();
    private int buffers;
    private int due;

    Recorder(boolean forgiving) {
      this.forgiving = forgiving;
    }

    @Override
    public boolean header(ByteBuffer header, ByteBuffer ahs) {
      byte[] copy = new byte[Bhs.LENGTH];
      header.get(header.position(), copy);
      trace.append("header ").append(HexFormat.of().formatHex(copy));
      trace.append(" ahs ").append(ahs.remaining()).append('\n');
      due = Bhs.dataSegmentLength(header);
      if (ahs.remaining() != Bhs.ahsBytes(header) || due > MAX_SEGMENT) {
        throw new AssertionError("lengths that the header does not announce");
      }
      return true;
    }

    @Override
    public void data(ByteBuffer slice) {
      due -= slice.remaining();
      while (slice.hasRemaining()) {
        trace.append(HexFormat.of().toHexDigits(slice.get()));
      }
    }

    @Override
    public boolean end() {
      if (due != 0) {
        throw new AssertionError("a PDU ended with " + due + " bytes of data due");
      }
      trace.append(" end\n");
      return true;
    }

    @Override
    public void tooLong(ByteBuffer header) {
      trace.append("too long\n");
    }

    @Override
    public void headerDigestWrong(ByteBuffer header) {
      trace.append("header digest wrong\n");
    }

    @Override
    public boolean dataDigestWrong() {
      trace.append("data digest wrong\n");
      due = 0;
      return forgiving;
    }

    @Override
    public boolean paused() {
      return false;
    }

    @Override
    public PooledBuffer allocate(int bytes) {
      ByteBuffer buffer = ByteBuffer.allocate(bytes);
      buffers++;
      return new PooledBuffer() {
        @Override
        public ByteBuffer view(int offset, int length) {
          return buffer.slice(offset, length);
        }

        @Override
        public void release() {
          buffers--;
        }
      };
    }
  }
}

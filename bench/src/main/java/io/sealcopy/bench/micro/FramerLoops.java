package io.sealcopy.bench.micro;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.target.iscsi.PduFramer;
import io.sealcopy.target.iscsi.PooledBuffer;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a connection has received is cut into PDUs and their headers are decoded. */
@State(Scope.Thread)
public class FramerLoops {
  private static final int COMMANDS = 32;
  private static final int RECEIVED = 64 * 1024;
  private static final int WRITE = 256 * 1024;

  private final ByteBuffer reads = ByteBuffer.allocateDirect(COMMANDS * Bhs.LENGTH);
  private final ByteBuffer write = ByteBuffer.allocateDirect(2 * Bhs.LENGTH + WRITE);
  private final ByteBuffer copy = ByteBuffer.allocateDirect(write.capacity());
  private final Counter counter = new Counter();
  private final PduFramer framer = new PduFramer(counter, WRITE);

  /** 32 commands that read 4 KiB; and one of 256 KiB with all its data in one Data-Out. */
  public FramerLoops() {
    for (int tag = 0; tag < COMMANDS; tag++) {
      HeaderLoops.command(tag, 4096, true).encode(reads);
    }
    HeaderLoops.command(1, WRITE, false).encode(write);
    new DataOut(true, 0, 1, Pdu.RESERVED_TAG, 1, 0, 0, WRITE).encode(write);
  }

  /** One command of those that came in one receive at depth 32. */
  @Benchmark
  @OperationsPerInvocation(COMMANDS)
  public long reads4k() {
    framer.receive(reads.clear());
    return counter.seen;
  }

  /** The least: the same headers are copied. */
  @Benchmark
  @OperationsPerInvocation(COMMANDS)
  public ByteBuffer bareCopyOfReads() {
    return copy.put(0, reads, 0, reads.capacity());
  }

  /** A whole write, in receives of 64 KiB. */
  @Benchmark
  public long write256k() {
    write.clear();
    for (int end = 0; end < write.capacity(); ) {
      end = Math.min(write.capacity(), end + RECEIVED);
      framer.receive(write.limit(end));
    }
    return counter.seen;
  }

  /** What it spares: the write is copied into one buffer. */
  @Benchmark
  public ByteBuffer bareCopyOfWrite() {
    return copy.put(0, write.clear(), 0, write.capacity());
  }

  private static final class Counter implements PduFramer.Receiver {
    private long seen;

    @Override
    public boolean header(ByteBuffer header, ByteBuffer ahs) {
      seen += ((Pdu) Pdu.decode(header)).initiatorTaskTag();
      return true;
    }

    @Override
    public void data(ByteBuffer slice) {
      seen += slice.remaining();
    }

    @Override
    public boolean end() {
      return true;
    }

    @Override
    public void tooLong(ByteBuffer header) {
      throw new IllegalStateException("the stream is wrong");
    }

    @Override
    public void headerDigestWrong(ByteBuffer header) {
      throw new IllegalStateException("the stream is wrong");
    }

    @Override
    public boolean dataDigestWrong() {
      throw new IllegalStateException("the stream is wrong");
    }

    @Override
    public boolean paused() {
      return false;
    }

    @Override
    public PooledBuffer allocate(int bytes) {
      throw new IllegalStateException("nothing is digested here");
    }
  }
}

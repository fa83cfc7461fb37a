package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.NoRoomException;
import io.sealcopy.target.scsi.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SCSI command of a connection, its buffers and how far its Data-Out has come. Reused for one
 * command after the other. Belongs to the connection's event loop, but for {@link #complete}.
 */
final class Task extends CommandContext {
  /** A data sequence that was asked for. */
  record Sequence(int targetTransferTag, long offset, long length) {}

  private final TaskEngine engine;
  private final List<PooledBuffer> scratch = new ArrayList<>(0);
  private final Deque<Sequence> sequences = new ArrayDeque<>(4);
  private final List<Runnable> whenGone = new ArrayList<>(0);

  private int tag;
  private int cmdSn;
  private int attribute;
  private boolean immediate;
  private boolean read;
  private boolean write;
  private long expectedLength;

  private @Nullable PooledBuffer dataIn;
  private int dataInLength;
  private @Nullable PooledBuffer parameterBuffer;
  private @Nullable PooledBuffer early;
  private @Nullable ByteBuffer whole;

  private long received;
  private long solicited;
  private int dataSn;
  private int r2tSn;

  /** In the table, and its outcome not yet sent. */
  boolean live;

  /** Unsolicited Data-Out goes on until a PDU with the F bit. */
  boolean unsolicitedOpen;

  /** Some of its Data-Out was lost on the way: the rest is dropped, then it ends. */
  boolean damaged;

  /** Not begun: older commands are still missing, or must end first. */
  boolean held;

  /** Its number is taken, and given back when it ends. */
  boolean numbered;

  /** The data of its command PDU is still coming. */
  boolean receiving;

  /** The body runs; {@link #complete} will come. */
  boolean running;

  /** Aborted while the body runs. */
  boolean aborted;

  /** Decided, but not to be sent while unsolicited data still comes. */
  @Nullable Outcome decided;

  /** Handed from another thread to the event loop. */
  @Nullable Outcome handedOver;

  Task(TaskEngine engine) {
    this.engine = engine;
  }

  void start(ScsiCommand command) {
    tag = command.initiatorTaskTag();
    cmdSn = command.cmdSn();
    attribute = command.taskAttribute();
    immediate = command.immediate();
    read = command.read();
    write = command.write();
    expectedLength = command.expectedDataTransferLength();
    received = 0;
    solicited = 0;
    dataSn = 0;
    r2tSn = 0;
    live = true;
    unsolicitedOpen = write && !command.finalPdu();
    damaged = false;
    held = false;
    numbered = false;
    receiving = command.dataSegmentLength() > 0;
    running = false;
    aborted = false;
    decided = null;
    handedOver = null;
    start(command.cdb(), command.lun(), write ? expectedLength : 0);
  }

  int tag() {
    return tag;
  }

  TaskEngine engine() {
    return engine;
  }

  int cmdSn() {
    return cmdSn;
  }

  /** One of the task attributes of {@link ScsiCommand}. */
  int attribute() {
    return attribute;
  }

  boolean immediate() {
    return immediate;
  }

  boolean read() {
    return read;
  }

  boolean write() {
    return write;
  }

  /** Expected data transfer length, in bytes. */
  long expectedLength() {
    return expectedLength;
  }

  /** Bytes of Data-Out that have come, those we have no use for included. */
  long received() {
    return received;
  }

  int dataSn() {
    return dataSn;
  }

  int r2tSn() {
    return r2tSn;
  }

  Deque<Sequence> sequences() {
    return sequences;
  }

  /** Up to where Data-Out has been asked for. */
  long solicited() {
    return Math.max(solicited, received);
  }

  void asked(Sequence sequence) {
    sequences.add(sequence);
    solicited = sequence.offset() + sequence.length();
    r2tSn++;
  }

  /** Whether Data-Out is still to come that was asked for or announced. */
  boolean awaitsData() {
    return receiving || unsolicitedOpen || !sequences.isEmpty();
  }

  void sequenceEnded() {
    sequences.poll();
    dataSn = 0;
  }

  void pduTaken() {
    dataSn++;
  }

  /** Takes the next bytes of Data-Out; those beyond what the command wants are dropped. */
  void take(ByteBuffer slice) {
    int count = slice.remaining();
    if (held) {
      if (early != null && !damaged) {
        early.view((int) received, count).put(slice);
      }
      received += count;
      return;
    }
    boolean dropped = decided != null || running || damaged;
    long wanted = dropped ? 0 : dataOutLength() - received;
    if (wanted > 0) {
      int useful = (int) Math.min(wanted, count);
      slice.limit(slice.position() + useful);
      WriteStream stream = stream();
      if (stream != null) {
        stream.data((int) received, slice);
      } else {
        gathered().view((int) received, useful).put(slice);
      }
    }
    received += count;
  }

  /**
   * Takes all of its Data-Out at once, if it goes to a stream as it is; the bytes are given on by
   * {@link #end}, which is to follow at once.
   */
  boolean takeWhole(ByteBuffer slice) {
    boolean asItIs = live && !held && !running && !damaged && decided == null && received == 0;
    if (!asItIs || stream() == null || slice.remaining() != dataOutLength()) {
      return false;
    }
    received = slice.remaining();
    whole = slice;
    return true;
  }

  /** Ends its stream, all of which it has taken. */
  void end(WriteStream stream) {
    ByteBuffer all = whole;
    whole = null;
    if (all == null) {
      stream.finish(this);
    } else {
      stream.all(all, this);
    }
  }

  /** Keeps what comes while it is held in {@code buffer}, dropping it if that is null. */
  void hold(@Nullable PooledBuffer buffer) {
    held = true;
    early = buffer;
  }

  /** Held no more, and begun: takes what has come meanwhile. */
  void takeEarly() {
    PooledBuffer buffer = early;
    if (buffer != null) {
      int count = (int) received;
      early = null;
      received = 0;
      take(buffer.view(0, count));
      buffer.release();
    }
  }

  /** Makes room for the Data-Out that is to be gathered; false when there is none. */
  boolean gathers() {
    parameterBuffer = engine.claim((int) dataOutLength(), Wire.Use.GATHERED);
    return parameterBuffer != null;
  }

  private PooledBuffer gathered() {
    PooledBuffer buffer = parameterBuffer;
    if (buffer == null) {
      throw new IllegalStateException("nowhere to gather the data of " + spec());
    }
    return buffer;
  }

  /** Whether all Data-Out that the command takes is here. */
  boolean dataComplete() {
    return received >= dataOutLength();
  }

  /** Hands the gathered parameters to the command. */
  void parametersComplete() {
    PooledBuffer buffer = parameterBuffer;
    if (buffer != null) {
      parameters(buffer.view(0, (int) dataOutLength()).slice());
    }
  }

  @Nullable PooledBuffer dataInBuffer() {
    return dataIn;
  }

  int dataInLength() {
    return dataInLength;
  }

  /** The Data-In buffer is the wire's now. */
  void dataInSent() {
    dataIn = null;
  }

  @Override
  public ByteBuffer dataIn(int length) {
    if (dataIn != null) {
      throw new IllegalStateException("a second Data-In buffer for " + spec());
    }
    PooledBuffer buffer = given(engine.claimDataIn(length));
    dataIn = buffer;
    dataInLength = length;
    return buffer.view(engine.headerLength(), length);
  }

  @Override
  public ByteBuffer scratch(int length) {
    PooledBuffer buffer = given(engine.claim(length, Wire.Use.SCRATCH));
    scratch.add(buffer);
    return buffer.view(0, length).slice();
  }

  private static PooledBuffer given(@Nullable PooledBuffer buffer) {
    if (buffer == null) {
      throw new NoRoomException();
    }
    return buffer;
  }

  @Override
  public void nextTurn(Runnable next) {
    engine.nextTurn(next);
  }

  @Override
  public boolean aborted() {
    return aborted;
  }

  @Override
  public void complete(Outcome outcome) {
    engine.completed(this, outcome);
  }

  @Override
  public Nexus session() {
    return engine.nexus();
  }

  @Override
  public CommandTable table() {
    return engine.table();
  }

  /** Whether its work goes on without it, so that nothing more is heard of it. */
  boolean abandoned() {
    if (abandon()) {
      running = false;
      return true;
    }
    return false;
  }

  /** Runs {@code then} when the aborted task can change nothing any more. */
  void whenGone(Runnable then) {
    whenGone.add(then);
  }

  /** Gives back all buffers and tells those who wait for its end. */
  void release() {
    live = false;
    if (dataIn != null) {
      dataIn.release();
      dataIn = null;
    }
    dataInLength = 0;
    if (early != null) {
      early.release();
      early = null;
    }
    if (parameterBuffer != null) {
      parameterBuffer.release();
      parameterBuffer = null;
    }
    if (!scratch.isEmpty()) {
      scratch.forEach(PooledBuffer::release);
      scratch.clear();
    }
    sequences.clear();
    if (!whenGone.isEmpty()) {
      List<Runnable> waiting = List.copyOf(whenGone);
      whenGone.clear();
      waiting.forEach(Runnable::run);
    }
  }
}

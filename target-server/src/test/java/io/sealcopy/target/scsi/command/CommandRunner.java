package io.sealcopy.target.scsi.command;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandPipeline;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ScsiTarget;
import io.sealcopy.target.scsi.TaskControl;
import io.sealcopy.target.scsi.UnitStore;
import io.sealcopy.target.scsi.UnitUpkeep;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs commands against a volume in memory, without a network. */
public final class CommandRunner {
  public final TestVolume volume;
  public final LogicalUnit unit;
  public final ScsiTarget target;
  private final CommandPipeline pipeline = new CommandPipeline(CommandTable.STANDARD);
  private final Deque<Runnable> turns = new ArrayDeque<>();
  private int nexuses;

  /** What happens between two turns of a long command. */
  public Runnable betweenTurns = () -> {};

  /** Whether commands under way see that they were aborted. */
  public boolean aborted;

  public CommandRunner(TestVolume volume) {
    this(volume, UnitStore.NONE);
  }

  public CommandRunner(TestVolume volume, UnitStore store) {
    this(volume, LogicalUnit.of(volume, false, UnitUpkeep.of(store)));
  }

  /** With a unit that a test has made of {@code volume}. */
  public CommandRunner(TestVolume volume, LogicalUnit unit) {
    this.volume = volume;
    this.unit = unit;
    target = new ScsiTarget("iqn.2026-11.io.sealcopy:test", 1, false, Map.of(0, unit));
  }

  public static CommandRunner on(int blockLength, int blocks) {
    return new CommandRunner(new TestVolume(blockLength, blocks));
  }

  /** One more initiator's session. */
  public Nexus nexus() {
    int number = ++nexuses;
    NexusId id =
        new NexusId("iqn.1994-05.com.example:" + number, new Isid(number), target.name(), 1);
    Nexus nexus = new Nexus(id, number, Optional.empty(), TaskControl.NONE);
    target.attach(nexus);
    return nexus;
  }

  /** How a command ended. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by assertions on the array.
  public record Result(Outcome outcome, byte[] data) {
    public AdditionalSense sense() {
      return ((Outcome.CheckCondition) outcome).sense().additionalSense();
    }

    public SenseData senseData() {
      return ((Outcome.CheckCondition) outcome).sense();
    }

    public boolean good() {
      return outcome instanceof Outcome.Good || outcome instanceof Outcome.GoodWithData;
    }

    /** The data in hexadecimal. */
    public String hex() {
      return HexFormat.of().formatHex(data);
    }
  }

  /** Runs a command given in hexadecimal, spaces for the reader. */
  public Result run(Nexus nexus, String cdb, byte... dataOut) {
    return run(nexus, Lun.of(0), cdb, dataOut.length, dataOut);
  }

  /** The same for a command without data that ends while {@code meanwhile} runs. */
  public Result run(Nexus nexus, String cdb, Runnable meanwhile) {
    Context context = context(nexus, Lun.of(0), cdb, 0);
    Outcome outcome = pipeline.begin(context);
    if (outcome == null) {
      throw new IllegalStateException("the command waits for data");
    }
    meanwhile.run();
    return context.result(outcome);
  }

  /** The same, with another unit or another expected length than there is data. */
  public Result run(Nexus nexus, long lun, String cdb, long expected, byte... dataOut) {
    Context context = context(nexus, lun, cdb, expected);
    Outcome outcome = pipeline.begin(context);
    if (outcome == null) {
      int length = (int) context.dataOutLength();
      WriteStream stream = context.stream();
      if (stream != null) {
        stream.data(0, ByteBuffer.wrap(dataOut, 0, length));
        stream.finish(context);
        outcome = Outcome.LATER;
      } else {
        context.gathered(ByteBuffer.wrap(dataOut, 0, length).slice());
        outcome = pipeline.execute(context);
      }
    }
    runTurns();
    return context.result(outcome);
  }

  private void runTurns() {
    for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
      betweenTurns.run();
      turn.run();
    }
  }

  private Context context(Nexus nexus, long lun, String cdb, long expected) {
    Cdb decoded = Cdb.of(HexFormat.of().parseHex(cdb.replace(" ", "")));
    return new Context(nexus, decoded, lun, expected);
  }

  /** Begins a command whose data comes later, slice by slice. */
  public Begun begin(Nexus nexus, String cdb, long expected) {
    Context context = context(nexus, Lun.of(0), cdb, expected);
    Outcome outcome = pipeline.begin(context);
    if (outcome != null) {
      throw new IllegalStateException("the command takes no data: " + outcome);
    }
    return new Begun(context);
  }

  /** A command that waits for data. */
  public final class Begun {
    private final Context context;
    private final byte[] gathered;
    private int received;

    private Begun(Context context) {
      this.context = context;
      gathered = new byte[(int) context.dataOutLength()];
    }

    /** The next bytes of its data. */
    public void data(byte... bytes) {
      WriteStream stream = context.stream();
      if (stream != null) {
        stream.data(received, ByteBuffer.wrap(bytes));
      } else {
        System.arraycopy(bytes, 0, gathered, received, bytes.length);
      }
      received += bytes.length;
    }

    /** All its data comes at once, and with it its end. */
    public void whole(byte... bytes) {
      Objects.requireNonNull(context.stream()).all(ByteBuffer.wrap(bytes), context);
    }

    /** All its data has come. */
    public void run() {
      WriteStream stream = context.stream();
      if (stream != null) {
        stream.finish(context);
        return;
      }
      context.gathered(ByteBuffer.wrap(gathered));
      Outcome outcome = pipeline.execute(context);
      if (!(outcome instanceof Outcome.Later)) {
        context.complete(outcome);
      }
    }

    public void abort() {
      Objects.requireNonNull(context.stream()).abort();
    }

    public boolean ended() {
      return context.ended != null;
    }

    /** How it ended; waits for it. */
    public Result result() {
      return context.result(Outcome.LATER);
    }
  }

  private final class Context extends CommandContext {
    private final Nexus nexus;
    private final CountDownLatch end = new CountDownLatch(1);
    private byte[] dataIn = new byte[0];
    private volatile @Nullable Outcome ended;

    Context(Nexus nexus, Cdb cdb, long lun, long expected) {
      this.nexus = nexus;
      start(cdb, lun, expected);
    }

    /** The result of a command that {@code outcome} was returned for, which may be later. */
    Result result(@Nullable Outcome returned) {
      Outcome outcome = returned instanceof Outcome.Later ? awaited() : returned;
      if (outcome instanceof Outcome.GoodWithData(ByteBuffer data)) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return new Result(outcome, bytes);
      }
      return new Result(Objects.requireNonNull(outcome), dataIn);
    }

    private Outcome awaited() {
      try {
        if (end.await(30, TimeUnit.SECONDS)) {
          return Objects.requireNonNull(ended);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("the command has not ended");
    }

    void gathered(ByteBuffer bytes) {
      parameters(bytes);
    }

    @Override
    public ByteBuffer dataIn(int length) {
      dataIn = new byte[length];
      return ByteBuffer.wrap(dataIn);
    }

    @Override
    public ByteBuffer scratch(int length) {
      return ByteBuffer.allocate(length);
    }

    @Override
    public void nextTurn(Runnable next) {
      turns.add(next);
    }

    @Override
    public boolean aborted() {
      return aborted;
    }

    @Override
    public void complete(Outcome outcome) {
      if (ended != null) {
        throw new IllegalStateException("ended twice: " + ended + ", then " + outcome);
      }
      ended = outcome;
      end.countDown();
    }

    @Override
    public Nexus session() {
      return nexus;
    }

    @Override
    public CommandTable table() {
      return CommandTable.STANDARD;
    }
  }
}

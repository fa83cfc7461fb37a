package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.ranges.GuardedRead;
import io.sealcopy.target.scsi.ranges.GuardedStream;
import io.sealcopy.target.scsi.ranges.GuardedVolume;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way: what was asked, of which unit, through which nexus, and where its data
 * and its outcome go. Used by one thread until the body returns {@link Outcome#LATER}; from then on
 * only {@link #complete} may be called, once, by any thread.
 *
 * <p>As a {@link Completion} it ends GOOD, or with the sense the failure maps to.
 */
public abstract class CommandContext implements GuardedRead.Owner {
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private Cdb cdb = new Cdb(0, 0);
  private @Nullable CommandSpec spec;
  private @Nullable LunNexus nexus;
  private final GuardedRead guardedRead = new GuardedRead();
  private @Nullable GuardedStream guardedStream;
  private @Nullable GuardedVolume volume;
  private @Nullable WriteStream stream;
  private @Nullable BooleanSupplier abandonment;
  private long lun;
  private long expectedDataOut;
  private long wantedDataOut;
  private long takenDataOut;
  private ByteBuffer parameters = NO_BYTES;

  /**
   * Makes the context that of a new command.
   *
   * @param lun the eight bytes as received
   * @param expectedDataOut bytes the initiator is ready to send
   */
  protected final void start(Cdb cdb, long lun, long expectedDataOut) {
    this.cdb = cdb;
    this.lun = lun;
    this.expectedDataOut = expectedDataOut;
    spec = null;
    nexus = null;
    volume = null;
    stream = null;
    abandonment = null;
    wantedDataOut = 0;
    takenDataOut = 0;
    parameters = NO_BYTES;
  }

  /**
   * A buffer of {@code length} bytes for the data of this command, sent when it ends GOOD. Asked
   * for before the command has changed or begun anything, and before it returns LATER.
   *
   * @throws NoRoomException when there is no room; not to be caught
   */
  public abstract ByteBuffer dataIn(int length);

  /**
   * A buffer of {@code length} bytes that lives as long as the command. Asked for as {@link
   * #dataIn}.
   *
   * @throws NoRoomException when there is no room; not to be caught
   */
  public abstract ByteBuffer scratch(int length);

  /**
   * Runs {@code next} on the session's thread after what others want of it by now, so that a long
   * command lets others be served. From any thread, while the command is under way.
   */
  public abstract void nextTurn(Runnable next);

  /**
   * Whether the command was aborted: a long one should end soon, its outcome is not sent. To be
   * asked on the session's thread.
   */
  public abstract boolean aborted();

  /** Ends the command. Called once, on any thread. */
  public abstract void complete(Outcome outcome);

  /** The I_T nexus the command came through. */
  public abstract Nexus session();

  /** The table the command was found in. */
  public abstract CommandTable table();

  /**
   * Says that the command's work goes on without it. When the command is aborted, {@code abandoned}
   * is asked, on the session's thread: true promises that {@link #complete} will not be called.
   */
  public final void abandonable(BooleanSupplier abandoned) {
    abandonment = abandoned;
  }

  /** Leaves the work to itself; false when the command must wait for its end. */
  protected final boolean abandon() {
    return abandonment != null && abandonment.getAsBoolean();
  }

  @Override
  public final void done(@Nullable VolumeFailure failure) {
    complete(failure == null ? Outcome.GOOD : SenseMapper.outcome(failure));
  }

  public final Cdb cdb() {
    return cdb;
  }

  /** The logical unit number as received. */
  public final long lun() {
    return lun;
  }

  /** The nexus and unit; only for commands that are not answered where no unit is. */
  public final LunNexus nexus() {
    return known(nexus);
  }

  /** The same, null where no unit is. */
  public final @Nullable LunNexus nexusIfAny() {
    return nexus;
  }

  public final LogicalUnit unit() {
    return known(nexus).unit();
  }

  /** The volume as this nexus sees it; its operations give way to exclusive commands. */
  public final Volume volume() {
    return known(volume);
  }

  /** The same without that guard: what kind of volume it is, and for {@link Exclusive}. */
  public final Volume view() {
    return known(volume).below();
  }

  /** Opens the one write that {@link #streamBlocks} is for. */
  public final WriteStream openWrite(boolean forceUnitAccess) {
    GuardedStream reused = guardedStream;
    if (reused == null) {
      reused = new GuardedStream(this::scratch);
      guardedStream = reused;
    }
    return known(volume).openWrite(lba(), streamBlocks(), forceUnitAccess, reused);
  }

  @Override
  public final GuardedRead guardedRead() {
    return guardedRead;
  }

  public final int blockLength() {
    return volume().geometry().blockLength();
  }

  public final CommandSpec spec() {
    return known(spec);
  }

  /** The row, null when the CDB has none. */
  public final @Nullable CommandSpec specIfAny() {
    return spec;
  }

  public final long lba() {
    return spec().blocks().lba(cdb);
  }

  /** The CDB's number of blocks; the pipeline has checked the range. */
  public final long blocks() {
    return spec().blocks().count(cdb);
  }

  /** Blocks a stream takes: fewer than the CDB's when the initiator sends less (residuals). */
  public final int streamBlocks() {
    return (int) (dataOutLength() / blockLength());
  }

  /** Bytes of Data-Out the CDB asks for. */
  public final long wantedDataOut() {
    return wantedDataOut;
  }

  /** Bytes of Data-Out the initiator is ready to send. */
  public final long expectedDataOut() {
    return expectedDataOut;
  }

  /**
   * Bytes of Data-Out that will be taken: what is asked for, or what is offered if that is less.
   */
  public final long dataOutLength() {
    return takenDataOut;
  }

  /** The gathered parameter data, from position 0. */
  public final ByteBuffer parameters() {
    return parameters;
  }

  /** Where Data-Out goes slice by slice; null when it is gathered. */
  public final @Nullable WriteStream stream() {
    return stream;
  }

  /** Hands over the gathered parameter data. */
  protected final void parameters(ByteBuffer bytes) {
    parameters = bytes;
  }

  final void row(CommandSpec row) {
    spec = row;
  }

  final void unit(LunNexus where) {
    nexus = where;
    volume = where.volume();
  }

  final void wants(long bytes) {
    wantedDataOut = bytes;
    takenDataOut = Math.min(bytes, expectedDataOut);
  }

  /** A stream of blocks takes whole ones only; the rest of what is offered is dropped. */
  final void wantsWholeBlocks() {
    takenDataOut -= takenDataOut % blockLength();
  }

  final void stream(WriteStream where) {
    stream = where;
  }

  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the command has not passed the pipeline that far");
    }
    return value;
  }
}

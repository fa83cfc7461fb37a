package io.sealcopy.target.scsi.copy;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Outcome;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One EXTENDED COPY under way: segment after segment, in pieces through the volumes, one piece a
 * turn of the session's event loop. Before each piece both ends are asked whether they would still
 * be read and written: a reservation that is taken meanwhile stops the copy.
 */
public final class Copy {
  /** Bytes of a piece. */
  static final int PIECE = 256 << 10;

  private final CommandContext context;
  private final LogicalUnit unit;
  private final CopyList list;
  private final CopyProgress progress;
  private final CopyDevices devices;
  private final ByteBuffer buffer;

  /** Bytes at the buffer's start that are read and not yet written. */
  private int waiting;

  private int segment;
  private @Nullable Stretch stretch;

  private Copy(CommandContext context, CopyList list, CopyProgress progress, ByteBuffer buffer) {
    this.context = context;
    this.unit = context.unit();
    this.list = list;
    this.progress = progress;
    devices = new CopyDevices(context, list.devices());
    this.buffer = buffer;
  }

  /** Begins a copy; the context will be told how it ended. */
  public static Outcome begin(CommandContext context, CopyList list) {
    // First, as there may be no room for it: then nothing has begun.
    ByteBuffer buffer = context.scratch(PIECE);
    return switch (context.unit().copies().begin(context.session(), list)) {
      case CopyManager.Beginning.Refused(Outcome outcome) -> outcome;
      case CopyManager.Beginning.Begun(CopyProgress progress) -> {
        new Copy(context, list, progress, buffer).turn();
        yield Outcome.LATER;
      }
    };
  }

  /** One piece, on the event loop. */
  private void turn() {
    if (context.aborted()) {
      end(Outcome.TASK_ABORTED);
      return;
    }
    while (stretch == null || stretch.done()) {
      if (stretch != null && !closeSegment(stretch)) {
        return;
      }
      if (segment == list.segments().size()) {
        progress.completed();
        end(Outcome.GOOD);
        return;
      }
      stretch = open(list.segments().get(segment));
      if (stretch == null) {
        return;
      }
    }
    Stretch now = stretch;
    if (now.source().refusal() != null || now.destination().refusal() != null) {
      // What the unit itself would answer is not ours to give: it is a third party here.
      fail(AdditionalSense.THIRD_PARTY_DEVICE_FAILURE);
    } else {
      read(now);
    }
  }

  private @Nullable Stretch open(CopySegment next) {
    CopyEnd source = end(devices.source(next.source()));
    CopyEnd destination = source == null ? null : end(devices.destination(next.destination()));
    if (source == null || destination == null) {
      return null;
    }
    Stretch opened = Stretch.of(next, source, destination, waiting);
    if (!opened.exists()) {
      fail(AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
      return null;
    }
    return opened;
  }

  private @Nullable CopyEnd end(CopyDevices.Found found) {
    return switch (found) {
      case CopyDevices.Found.End(CopyEnd end) -> end;
      case CopyDevices.Found.Not(AdditionalSense why) -> {
        fail(why);
        yield null;
      }
    };
  }

  private void read(Stretch now) {
    int blocks = now.readable(buffer.capacity() - waiting);
    if (blocks == 0) {
      write(now);
      return;
    }
    ByteBuffer part = buffer.slice(waiting, blocks * now.source().blockLength());
    long lba = now.read(blocks);
    waiting += part.remaining();
    now.source().volume().read(lba, part, failure -> after(failure, () -> write(now)));
  }

  private void write(Stretch now) {
    if (now.padded() && now.allRead()) {
      int whole = now.writesLeft() * now.destination().blockLength();
      while (waiting < whole) {
        buffer.put(waiting++, (byte) 0);
      }
    }
    int blockLength = now.destination().blockLength();
    int blocks = Math.min(now.writesLeft(), waiting / blockLength);
    if (blocks == 0) {
      context.nextTurn(this::turn);
      return;
    }
    int bytes = blocks * blockLength;
    long lba = now.write(blocks);
    WriteStream stream = now.destination().volume().openWrite(lba, blocks, false);
    stream.data(0, buffer.slice(0, bytes));
    buffer.put(0, buffer, bytes, waiting - bytes);
    waiting -= bytes;
    stream.finish(failure ->
        after(
            failure,
            () -> {
              progress.moved(progress.bytes() + bytes);
              context.nextTurn(this::turn);
            }));
  }

  private void after(@Nullable VolumeFailure failure, Runnable next) {
    if (failure == null) {
      next.run();
    } else {
      fail(AdditionalSense.THIRD_PARTY_DEVICE_FAILURE);
    }
  }

  /** What is left over: SPC-4 §6.4.6.2, table 121. False when it ends the copy. */
  private boolean closeSegment(Stretch done) {
    if (waiting > 0 && !done.concatenates()) {
      if (!done.mayDrop()) {
        fail(AdditionalSense.UNEXPECTED_INEXACT_SEGMENT);
        return false;
      }
      waiting = 0;
    }
    stretch = null;
    segment++;
    progress.segmentsDone(segment);
    return true;
  }

  private void fail(AdditionalSense what) {
    SenseData sense = CopyRefusal.of(what, segment);
    progress.failed(sense);
    end(new Outcome.CheckCondition(sense));
  }

  private void end(Outcome outcome) {
    unit.copies().ended(progress);
    context.complete(outcome);
  }
}

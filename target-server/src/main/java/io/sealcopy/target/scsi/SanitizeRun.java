package io.sealcopy.target.scsi;

import io.sealcopy.protocol.unit.SanitizeState;
import io.sealcopy.protocol.unit.SanitizeState.Method;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What SANITIZE does to the blocks, one chunk after the other, not faster than a rate.
 *
 * <p>An overwrite writes every block in each pass, and flushes. An erase overwrites all that is
 * mapped with zeros, flushes, then deallocates: giving blocks back alone would leave their bytes on
 * the medium below.
 */
final class SanitizeRun implements Steps.Step {
  private static final int CHUNK = 256 << 10;
  private static final long UNMAP_CHUNK = 64L << 20;

  /**
   * Seconds that overwriting lasts at least. Hosts follow it by polling, and look whether resets
   * and new sessions leave it running (libiscsi after four seconds and a cold reset): a small
   * volume that was done in between would look like one that was never sanitized.
   */
  private static final int LEAST_SECONDS = 8;

  /** A volume that is away is asked again after this many nanoseconds. */
  private static final long AWAY = TimeUnit.SECONDS.toNanos(1);

  private enum Phase {
    WRITING,
    FLUSHING,
    DEALLOCATING,
    FLUSHING_LAST,
    DONE
  }

  private final SanitizeState what;
  private final Volume volume;
  private final BackgroundWork work;
  private final long rate;
  private final IntConsumer progress;
  private final ByteBuffer chunk;
  private final long blockCount;
  private final int blockLength;
  private final long begun;
  private Phase phase = Phase.WRITING;
  private int pass;
  private long lba;
  private long written;

  /**
   * @param rate bytes a second, at most
   * @param progress told how far it is, of 65536 parts
   */
  SanitizeRun(
      SanitizeState what, Volume volume, BackgroundWork work, long rate, IntConsumer progress) {
    this.what = what;
    this.volume = volume;
    this.work = work;
    this.progress = progress;
    blockCount = volume.geometry().blockCount();
    blockLength = volume.geometry().blockLength();
    long all = blockCount * blockLength * what.passes();
    this.rate = Math.min(rate, Math.max(1, all / LEAST_SECONDS));
    chunk = ByteBuffer.allocateDirect(CHUNK);
    begun = work.nanoTime();
    fill();
  }

  private boolean erases() {
    return what.method() != Method.OVERWRITE;
  }

  /** SBC-3 §5.24.2: the pattern anew in each block; of inverted passes the last one is not. */
  private void fill() {
    byte[] pattern = what.pattern();
    boolean inverted = what.invert() && (what.passes() - pass) % 2 == 0;
    chunk.clear();
    for (int i = 0; chunk.hasRemaining(); i++) {
      byte value = erases() ? 0 : pattern[i % blockLength % pattern.length];
      chunk.put((byte) (inverted ? ~value : value));
    }
  }

  @Override
  public boolean start(Completion completion) {
    if (phase == Phase.DONE) {
      return false;
    }
    long due = (long) ((double) written / rate * TimeUnit.SECONDS.toNanos(1));
    work.after(Math.max(0, begun + due - work.nanoTime()), () -> step(completion));
    return true;
  }

  private void step(Completion completion) {
    Completion checked = failure -> ended(failure, completion);
    switch (phase) {
      case WRITING -> write(checked);
      case FLUSHING, FLUSHING_LAST -> volume.flush(checked);
      case DEALLOCATING -> {
        long blocks = Math.min(blockCount - lba, UNMAP_CHUNK / blockLength);
        volume.unmap(
            lba,
            blocks,
            failure -> {
              lba += failure == null ? blocks : 0;
              checked.done(failure);
            });
      }
      case DONE -> throw new IllegalStateException("a sanitize operation that is over");
    }
  }

  private void write(Completion checked) {
    long hole = erases() ? -volume.mappedRun(lba, blockCount - lba) : 0;
    if (hole > 0) {
      lba += hole;
      checked.done(null);
      return;
    }
    int blocks = (int) Math.min(blockCount - lba, CHUNK / blockLength);
    WriteStream stream = volume.openWrite(lba, blocks, false);
    stream.data(0, chunk.slice(0, blocks * blockLength));
    stream.finish(failure -> {
      if (failure == null) {
        lba += blocks;
        written += (long) blocks * blockLength;
      }
      checked.done(failure);
    });
  }

  private void ended(@Nullable VolumeFailure failure, Completion completion) {
    switch (failure) {
      case null -> {
        next();
        completion.done(null);
      }
      // It goes on when the volume is back: only an answer from the medium is a failure.
      case VolumeFailure.Away _ -> work.after(AWAY, () -> step(completion));
      case VolumeFailure other -> completion.done(other);
    }
  }

  private void next() {
    switch (phase) {
      case WRITING -> {
        double done = (double) blockCount * pass + lba;
        progress.accept((int) Math.min(65535, done / blockCount / what.passes() * 65536));
        if (lba == blockCount) {
          phase = Phase.FLUSHING;
        }
      }
      case FLUSHING -> {
        lba = 0;
        pass++;
        if (pass < what.passes()) {
          fill();
          phase = Phase.WRITING;
        } else {
          phase = erases() && volume.traits().thin() ? Phase.DEALLOCATING : Phase.DONE;
        }
      }
      case DEALLOCATING -> phase = lba == blockCount ? Phase.FLUSHING_LAST : Phase.DEALLOCATING;
      case FLUSHING_LAST, DONE -> phase = Phase.DONE;
    }
  }
}

package io.sealcopy.target.scsi;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Operations on a volume one after the other, whichever thread ends them, without deepening the
 * stack when they end at once. Ends the command GOOD after the last, or with the first failure.
 */
public final class Steps {
  /** Starts the next operation. */
  @FunctionalInterface
  public interface Step {
    /** False when there was none left to start. */
    boolean start(Completion completion);
  }

  private enum Turn {
    STARTING,
    ENDED_AT_ONCE,
    WAITING
  }

  private final Completion end;
  private final Step step;
  private volatile boolean failed;

  private Steps(Step step, Completion end) {
    this.step = step;
    this.end = end;
  }

  public static Outcome run(CommandContext context, Step step) {
    loop(step, context);
    return Outcome.LATER;
  }

  /** The same without a command: {@code end} is told how it went. */
  public static void loop(Step step, Completion end) {
    new Steps(step, end).loop();
  }

  private void loop() {
    while (true) {
      AtomicReference<Turn> turn = new AtomicReference<>(Turn.STARTING);
      if (!step.start(failure -> ended(turn, failure))) {
        end.done(null);
        return;
      }
      if (turn.compareAndSet(Turn.STARTING, Turn.WAITING)) {
        return;
      }
      // It ended at once; a failure has ended the command too.
      if (failed) {
        return;
      }
    }
  }

  private void ended(AtomicReference<Turn> turn, @Nullable VolumeFailure failure) {
    if (failure != null) {
      failed = true;
      end.done(failure);
    }
    if (!turn.compareAndSet(Turn.STARTING, Turn.ENDED_AT_ONCE) && failure == null) {
      loop();
    }
  }
}

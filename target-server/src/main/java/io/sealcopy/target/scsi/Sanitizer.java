package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.OperationCode;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.protocol.unit.SanitizeState;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sanitize operation of a unit, SBC-3 §4.11: nothing stops it once it has begun, no abort, no
 * reset, no end of the process; and what fails leaves the unit refusing everything until another
 * one succeeds, or EXIT FAILURE MODE where that was allowed. Safe for any thread.
 */
public final class Sanitizer {
  private static final Logger LOG = LoggerFactory.getLogger(Sanitizer.class);
  private static final String PART = "sanitize";

  /** A command that waits, until it is answered or aborted. */
  private static final class Waiting {
    private final AtomicReference<@Nullable CommandContext> command;

    Waiting(CommandContext command) {
      this.command = new AtomicReference<>(command);
      command.abandonable(() -> this.command.getAndSet(null) != null);
    }

    void complete(Outcome outcome) {
      CommandContext waits = command.getAndSet(null);
      if (waits != null) {
        waits.complete(outcome);
      }
    }
  }

  private final Volume volume;
  private final UnitUpkeep upkeep;
  private volatile @Nullable SanitizeState state;
  private volatile int progress;

  /**
   * Goes on with an operation that the end of the process has interrupted.
   *
   * @throws IllegalStateException if what is kept cannot be understood
   */
  Sanitizer(Volume volume, UnitUpkeep upkeep) {
    this.volume = volume;
    this.upkeep = upkeep;
    byte[] content = upkeep.store().load(PART);
    if (content == null) {
      return;
    }
    SanitizeState kept = SanitizeState.decode(content);
    if (kept == null) {
      throw new IllegalStateException("a sanitize operation of an unknown version is under way");
    }
    state = kept;
    if (!kept.failed()) {
      LOG.info("volume {}: goes on with its sanitize operation", volume.traits().id());
      run(kept, _ -> {});
    }
  }

  /** Why a command is refused now; null if it is not. Cheap, for every command. */
  @Nullable SenseData refusal(CommandSpec row) {
    SanitizeState now = state;
    if (now == null
        || row.whileSanitizing()
        || (now.failed() && row.operationCode() == OperationCode.SANITIZE)) {
      return null;
    }
    return sense();
  }

  /** What REQUEST SENSE says of it; null when there is nothing to say. */
  public @Nullable SenseData sense() {
    SanitizeState now = state;
    if (now == null) {
      return null;
    }
    return now.failed()
        ? SenseData.of(SenseKey.MEDIUM_ERROR, AdditionalSense.SANITIZE_COMMAND_FAILED)
        : SenseData.of(
                SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS)
            .withProgress(progress);
  }

  /** Whether the last operation failed and only another one with AUSE 0 may follow. */
  public boolean restricted() {
    SanitizeState now = state;
    return now != null && now.failed() && !now.unrestrictedExit();
  }

  /**
   * Begins an operation, when all other tasks of the unit are gone.
   *
   * @param immediate answered when it is certain to be finished, not when it is
   */
  @SuppressWarnings("ReferenceEquality") // All tasks but this very one are ended.
  public Outcome begin(CommandContext context, SanitizeState asked, boolean immediate) {
    SanitizeState before;
    synchronized (this) {
      before = state;
      if (before != null && !before.failed()) {
        return SenseMapper.check(
            SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
      }
      progress = 0;
      state = asked;
    }
    LOG.warn(
        "volume {}: {} ordered by {}, all data goes",
        volume.traits().id(),
        asked.method(),
        context.session().initiatorName());
    Waiting waiting = new Waiting(context);
    Outcome refused =
        SenseMapper.check(
            SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
    context
        .unit()
        .endTasks(
            each -> each != context,
            refused,
            () ->
                upkeep
                    .store()
                    .save(
                        PART,
                        asked.encode(),
                        failure -> {
                          if (failure != null) {
                            state = before;
                            waiting.complete(SenseMapper.internalTargetFailure());
                            return;
                          }
                          if (immediate) {
                            waiting.complete(Outcome.GOOD);
                          }
                          run(asked, waiting::complete);
                        }));
    return Outcome.LATER;
  }

  /** EXIT FAILURE MODE; the caller has checked that it is allowed. */
  public Outcome exitFailureMode(CommandContext context) {
    SanitizeState now = state;
    if (now == null || !now.failed()) {
      return Outcome.GOOD;
    }
    upkeep
        .store()
        .delete(
            PART,
            failure -> {
              if (failure == null) {
                state = null;
              }
              context.complete(
                  failure == null ? Outcome.GOOD : SenseMapper.internalTargetFailure());
            });
    return Outcome.LATER;
  }

  private interface Ended {
    void with(Outcome outcome);
  }

  private void run(SanitizeState what, Ended ended) {
    BackgroundWork work = upkeep.work();
    work.after(
        0,
        () ->
            Steps.loop(
                new SanitizeRun(what, volume, work, upkeep.sanitizeRate(), now -> progress = now),
                failure -> finish(what, failure, ended)));
  }

  private void finish(SanitizeState what, @Nullable VolumeFailure failure, Ended ended) {
    if (failure != null) {
      LOG.error("volume {}: sanitizing failed: {}", volume.traits().id(), failure.message());
      fail(what, ended);
      return;
    }
    upkeep
        .store()
        .delete(
            PART,
            kept -> {
              if (kept != null) {
                // At the next start it would be sanitized again, and lose what was written since.
                fail(what, ended);
                return;
              }
              LOG.info("volume {}: sanitized", volume.traits().id());
              state = null;
              ended.with(Outcome.GOOD);
            });
  }

  private void fail(SanitizeState what, Ended ended) {
    SanitizeState failed = what.withFailed();
    state = failed;
    // Where even that cannot be kept, the next start tries it again.
    upkeep
        .store()
        .save(
            PART,
            failed.encode(),
            _ ->
                ended.with(
                    SenseMapper.check(
                        SenseKey.MEDIUM_ERROR, AdditionalSense.SANITIZE_COMMAND_FAILED)));
  }
}

package io.sealcopy.decryptor;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The copy through SCSI commands over our initiator. Table reading and logging in block a thread of
 * their own; reads and writes of chunks are pipelined on the session.
 */
final class ScsiCopyPort implements CopyPort, AutoCloseable {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int ATTENTIONS = 8;

  private final IscsiUrl url;
  private final InitiatorOptions options;
  private final Duration patience;
  private final CopyStatus.Binding binding;
  private final KeyRing keys;
  private final Consumer<DecryptEvent> events;
  private final int blockLength;
  private volatile CopySession session;

  /**
   * A port over a session that is open.
   *
   * @param patience how long a lost or unready copy is tried again
   * @param status what the copy said of itself; it must still be bound to the same pair later
   * @param events takes every event, from any thread
   */
  ScsiCopyPort(
      CopySession session,
      IscsiUrl url,
      InitiatorOptions options,
      Duration patience,
      CopyStatus status,
      KeyRing keys,
      Consumer<DecryptEvent> events) {
    this.session = session;
    this.url = url;
    this.options = options;
    this.patience = patience;
    this.binding = status.binding().orElseThrow();
    this.blockLength = status.blockLength();
    this.keys = keys;
    this.events = events;
  }

  @Override
  public void readTable() {
    Threads.start("decrypt-table", () -> events.accept(tableEvent()));
  }

  private DecryptEvent tableEvent() {
    CopySession current = session;
    return switch (current.status()) {
      case CopySession.Answer.TryLater<CopyStatus>(String reason) ->
          new DecryptEvent.LinkLost(reason);
      case CopySession.Answer.No<CopyStatus>(DecryptFailure failure) ->
          new DecryptEvent.Refused(failure);
      case CopySession.Answer.Got<CopyStatus>(CopyStatus status) ->
          changed(status)
              .<DecryptEvent>map(DecryptEvent.Refused::new)
              .orElseGet(() -> readAndClear(current));
    };
  }

  private Optional<DecryptFailure> changed(CopyStatus status) {
    if (status.fault().isPresent()) {
      return Optional.of(
          new DecryptFailure.CopyRefused(
              "the copy has a fault and takes no writes: " + status.fault().get().text()));
    }
    boolean same =
        status
            .binding()
            .filter(now -> now.groupId().equals(binding.groupId()))
            .filter(now -> now.volumeId().equals(binding.volumeId()))
            .isPresent();
    return same
        ? Optional.empty()
        : Optional.of(
            new DecryptFailure.CopyRefused(
                "the copy is no longer bound to the pair that it was bound to at the start"));
  }

  private DecryptEvent readAndClear(CopySession current) {
    return switch (current.table(VendorCommand.READ_AND_CLEAR_TABLE, 0)) {
      case CopySession.Answer.TryLater<TableAnswer>(String reason) ->
          new DecryptEvent.LinkLost(reason);
      case CopySession.Answer.No<TableAnswer>(DecryptFailure failure) ->
          new DecryptEvent.Refused(failure);
      case CopySession.Answer.Got<TableAnswer>(TableAnswer table) -> handedOut(table);
    };
  }

  private DecryptEvent handedOut(TableAnswer table) {
    if (!table.volumeId().equals(binding.volumeId())) {
      return new DecryptEvent.Refused(
          new DecryptFailure.Damaged("the table is another volume's: " + table.volumeId()));
    }
    return keys.learn(table.entries(), table.keyRecords())
        .<DecryptEvent>map(DecryptEvent.Refused::new)
        .orElseGet(() ->
            new DecryptEvent.TableRead(
                table.entries().stream()
                    .map(e -> new SealedRun(e.lba(), e.blocks(), e.generation()))
                    .toList()));
  }

  @Override
  public void read(Chunk chunk) {
    ByteBuffer into = chunk.bytes();
    ScsiRequest request =
        ScsiRequest.reading(session.lun(), BlockCdbs.read16(chunk.lba(), chunk.blocks()), into);
    submit(
        request,
        chunk,
        ATTENTIONS,
        response ->
            response.dataInLength() == chunk.blocks() * blockLength
                ? new DecryptEvent.ChunkRead(chunk)
                : refused(
                    chunk, "reading", "only %d bytes came".formatted(response.dataInLength())));
  }

  @Override
  public void write(Chunk chunk) {
    ScsiRequest request =
        ScsiRequest.writing(
            session.lun(), BlockCdbs.write16(chunk.lba(), chunk.blocks(), false), chunk.bytes());
    submit(request, chunk, ATTENTIONS, _ -> new DecryptEvent.ChunkWritten(chunk));
  }

  /** Turns a good response into an event. */
  private interface Good {
    DecryptEvent event(ScsiOutcome.Response response);
  }

  private void submit(ScsiRequest request, Chunk chunk, int attentions, Good good) {
    session
        .session()
        .submit(
            request,
            outcome -> {
              if (attentions > 0 && CopySession.hasSense(outcome, SenseKey.UNIT_ATTENTION)) {
                submit(request, chunk, attentions - 1, good);
              } else {
                events.accept(event(outcome, request, chunk, good));
              }
            });
  }

  private static DecryptEvent event(
      ScsiOutcome outcome, ScsiRequest request, Chunk chunk, Good good) {
    boolean writing = !request.dataOut().isEmpty();
    return switch (outcome) {
      case ScsiOutcome.Failure failure -> new DecryptEvent.ChunkLost(chunk, failure.message());
      case ScsiOutcome.Response response when response.good() -> good.event(response);
      case ScsiOutcome.Response response
          when writing && CopySession.hasSense(response, SenseKey.DATA_PROTECT) ->
          new DecryptEvent.ChunkSuperseded(chunk);
      case ScsiOutcome.Response response
          when response.status() == ScsiStatus.BUSY
              || response.status() == ScsiStatus.TASK_SET_FULL
              || CopySession.hasSense(response, SenseKey.NOT_READY) ->
          new DecryptEvent.ChunkLost(chunk, response.describe());
      case ScsiOutcome.Response response ->
          refused(chunk, writing ? "writing" : "reading", response.describe());
    };
  }

  private static DecryptEvent refused(Chunk chunk, String what, String why) {
    return new DecryptEvent.ChunkRefused(
        chunk,
        new DecryptFailure.CopyRefused(
            "%s %d blocks at %d: %s".formatted(what, chunk.blocks(), chunk.lba(), why)));
  }

  @Override
  public void reconnect() {
    Threads.start("decrypt-reconnect", () -> events.accept(reconnected()));
  }

  private DecryptEvent reconnected() {
    session.session().abandon();
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      switch (CopySession.open(url, options)) {
        case CopySession.Answer.Got<CopySession>(CopySession fresh) -> {
          session = fresh;
          return new DecryptEvent.LinkRestored();
        }
        case CopySession.Answer.No<CopySession>(DecryptFailure failure) -> {
          return new DecryptEvent.Refused(failure);
        }
        case CopySession.Answer.TryLater<CopySession>(String reason) -> {
          if (System.nanoTime() - deadline > 0) {
            return new DecryptEvent.Refused(
                new DecryptFailure.Unreachable(
                    "%s cannot be reached for %d s now: %s"
                        .formatted(url, patience.toSeconds(), reason)));
          }
        }
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return new DecryptEvent.Refused(new DecryptFailure.Unreachable("interrupted"));
      }
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}

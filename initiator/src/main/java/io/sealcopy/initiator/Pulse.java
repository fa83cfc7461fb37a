package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.Failure;
import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Watches one session for silence of the target and for commands that take too long. */
final class Pulse implements Runnable {
  private final SessionState state;
  private final Connection connection;
  private final InitiatorOptions options;
  private boolean pingSent;
  private long pingSentNanos;

  Pulse(SessionState state, Connection connection, InitiatorOptions options) {
    this.state = state;
    this.connection = connection;
    this.options = options;
  }

  @Override
  public void run() {
    long millis =
        Math.min(options.pingInterval().toMillis(), options.commandTimeout().toMillis()) / 4;
    Duration beat = Duration.ofMillis(Math.max(1, millis));
    try {
      while (!state.awaitEnd(beat)) {
        Failure late = check(System.nanoTime());
        if (late != null) {
          state.fail(late);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Failure check(long now) {
    for (Task task : state.outstanding()) {
      if (task.outcome == null && now - task.deadlineNanos > 0) {
        String message =
            "%s did not complete command %s within %s"
                .formatted(connection.peer(), task.request.cdb(), options.commandTimeout());
        return new Failure(FailureKind.COMMAND_TIMEOUT, true, message);
      }
    }
    long lastRead = connection.reader().lastReadNanos();
    if (pingSent && lastRead - pingSentNanos > 0) {
      pingSent = false;
    }
    if (pingSent && now - pingSentNanos > options.pingTimeout().toNanos()) {
      String message = connection.peer() + " gave no sign of life within " + options.pingTimeout();
      return new Failure(FailureKind.PING_TIMEOUT, true, message);
    }
    if (!pingSent && now - lastRead > options.pingInterval().toNanos()) {
      pingSent = true;
      pingSentNanos = now;
      state.request(new Outgoing.Ping(0, state.otherTag(), Pdu.RESERVED_TAG));
    }
    return null;
  }
}

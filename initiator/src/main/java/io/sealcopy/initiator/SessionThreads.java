package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.Failure;
import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs the reader, the writer and the pulse of a session, and ends it when one of them ends. */
final class SessionThreads {
  /** The body of a thread that blocks on the link. */
  private interface LinkLoop {
    void run() throws IOException, InterruptedException;
  }

  private final SessionState state;
  private final Connection connection;

  SessionThreads(SessionState state, Connection connection) {
    this.state = state;
    this.connection = connection;
  }

  void start(InitiatorOptions options, SessionListener listener) {
    String peer = connection.peer();
    SessionReader reader = new SessionReader(state, connection, listener);
    SessionWriter writer = new SessionWriter(state, connection);
    state.completesOn(Threads.startBusy("reader", peer, () -> run(reader::run)));
    state.completesOn(Threads.startBusy("writer", peer, () -> run(writer::run)));
    Threads.start("pulse", peer, new Pulse(state, connection, options));
  }

  private void run(LinkLoop body) {
    try {
      body.run();
    } catch (LinkException e) {
      fail(e.kind(), e.getMessage());
    } catch (IOException e) {
      fail(FailureKind.CONNECTION_LOST, Connection.reason(e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      // Also when a completion threw: then the thread dies of it, and the session with it.
      fail(FailureKind.SESSION_CLOSED, "the session stopped");
      state.threadEnded();
    }
  }

  private void fail(FailureKind kind, @Nullable String message) {
    state.fail(new Failure(kind, true, connection.peer() + ": " + message));
  }
}

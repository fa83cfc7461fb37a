package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.Failure;
import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A session with one target over one connection. Thread-safe.
 *
 * <p>Commands go on the wire in the order of their submission; the target may complete them in any
 * order. Every command is completed exactly once, by a response or by a typed failure; when the
 * connection ends, all that are outstanding fail and the session is of no further use: open
 * another.
 *
 * <p>Completions run on the session's own threads. They may submit further commands but must not
 * block.
 */
public final class Session implements SessionResult, AutoCloseable {
  private final Connection connection;
  private final InitiatorOptions options;
  private final SessionState state;

  private Session(Connection connection, InitiatorOptions options, SessionListener listener) {
    this.connection = connection;
    this.options = options;
    this.state = new SessionState(connection, options, listener);
  }

  /** Connects and logs in; blocks for at most the connect and login timeouts. */
  public static SessionResult open(IscsiUrl url, InitiatorOptions options) {
    return open(url, options, SessionListener.NONE);
  }

  public static SessionResult open(
      IscsiUrl url, InitiatorOptions options, SessionListener listener) {
    return switch (Connection.open(
        url.host(), url.port(), Optional.of(url.targetName()), options)) {
      case Connection.Opened.Up(Connection connection) -> {
        Session session = new Session(connection, options, listener);
        new SessionThreads(session.state, connection).start(options, listener);
        yield session;
      }
      case Connection.Opened.Down(OpenFailure failure) -> failure;
      case Connection.Opened.Elsewhere(String address) ->
          new OpenFailure.ProtocolViolation("redirected to " + address);
    };
  }

  /** Asks a portal for the targets this initiator may see; blocks. */
  public static DiscoveryResult discover(String host, int port, InitiatorOptions options) {
    return Discovery.run(host, port, options);
  }

  /** Submits a command, as {@link #submit}. The future never completes exceptionally. */
  public CompletableFuture<ScsiOutcome> execute(ScsiRequest request) {
    CompletableFuture<ScsiOutcome> future = new CompletableFuture<>();
    submit(request, future::complete);
    return future;
  }

  /**
   * Submits a command. Blocks while as many commands wait as may be outstanding, unless called from
   * a completion.
   *
   * @param completion runs once, maybe before this returns
   */
  public PendingCommand submit(ScsiRequest request, Consumer<ScsiOutcome> completion) {
    Task task = new Task(request, completion);
    state.submit(task);
    return task;
  }

  /** ABORT TASK: the command fails as aborted unless its response comes first. */
  public CompletableFuture<TaskManagementOutcome> abort(PendingCommand command) {
    return switch (command) {
      case Task task -> state.management.abort(task);
    };
  }

  /** LOGICAL UNIT RESET; commands of the unit that the target drops fail as aborted. */
  public CompletableFuture<TaskManagementOutcome> resetLogicalUnit(int lun) {
    return state.management.resetLogicalUnit(Lun.of(lun));
  }

  /** What was agreed at login. */
  public NegotiatedParameters parameters() {
    return connection.parameters();
  }

  /** Why the session ended; empty while it works. */
  public Optional<Failure> ended() {
    return state.ended();
  }

  /** Waits for outstanding commands, logs out and closes; gives up after the login timeout. */
  @Override
  public void close() {
    state.logout(options.loginTimeout());
    state.fail(new Failure(FailureKind.SESSION_CLOSED, true, "the session was closed"));
  }

  /** Drops the connection at once; outstanding commands fail. */
  public void abandon() {
    state.fail(new Failure(FailureKind.SESSION_CLOSED, true, "the session was abandoned"));
  }

  @Override
  public String toString() {
    return "session with " + connection.peer();
  }
}

package io.sealcopy.target.iscsi;

import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ScsiTarget;
import io.sealcopy.target.scsi.TaskControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A session in full feature phase and its connections, which all live on one loop: so commands that
 * come over several of them are put in order without a lock. Belongs to that loop, but for {@link
 * #terminate}, {@link #requestLogout}, the task control of its nexus and what never changes.
 */
public final class Session {
  private final int tsih;
  private final LoginResult login;
  private final Loop loop;
  private final SessionRegistry registry;
  private final CommandOrder order;
  private final TaskBarriers barriers = new TaskBarriers(this);
  private final Optional<Nexus> nexus;
  private final Map<Integer, Connection> connections = new LinkedHashMap<>(2);
  private final List<Runnable> whenGone = new ArrayList<>();
  private int joining;
  private boolean opened;
  private boolean ending;
  private boolean ended;

  /** A session that its leading connection, which lives on {@code loop}, is about to join. */
  Session(int tsih, LoginResult login, Loop loop, int queueDepth, SessionRegistry registry) {
    this.tsih = tsih;
    this.login = login;
    this.loop = loop;
    this.registry = registry;
    boolean several = login.parameters().maxConnections() > 1;
    order = new CommandOrder(new CommandWindow(login.firstCmdSn(), queueDepth), several);
    nexus =
        login
            .target()
            .map(target ->
                new Nexus(
                    new NexusId(
                        login.initiatorName(),
                        login.isid(),
                        target.name(),
                        target.scsi().portalGroupTag()),
                    tsih,
                    login.user(),
                    login.link(),
                    tasks()));
  }

  public int tsih() {
    return tsih;
  }

  /** What its leading connection agreed on. */
  public LoginResult login() {
    return login;
  }

  Loop loop() {
    return loop;
  }

  CommandOrder order() {
    return order;
  }

  TaskBarriers barriers() {
    return barriers;
  }

  /** Empty for a discovery session. */
  public Optional<Nexus> nexus() {
    return nexus;
  }

  /** The target, empty for a discovery session. */
  public Optional<ScsiTarget> target() {
    return login.target().map(ServedTarget::scsi);
  }

  // Connections

  List<Connection> connections() {
    return List.copyOf(connections.values());
  }

  @Nullable Connection connection(int cid) {
    return connections.get(cid);
  }

  /** Whether a connection with this number may join; the one that has the number would end. */
  boolean roomFor(int cid) {
    return connections.containsKey(cid)
        || connections.size() + joining < login.parameters().maxConnections();
  }

  /**
   * Lets a connection on this loop join, in place of one with the same number: connection
   * reinstatement, RFC 7143 §6.3.4.
   *
   * @param ready told the session once there is room, or nothing; {@link #joined} or {@link
   *     #givenUp} is to follow
   */
  void admit(int cid, Consumer<Optional<Session>> ready) {
    Connection older = connections.get(cid);
    if (!roomFor(cid) || !expect()) {
      ready.accept(Optional.empty());
    } else if (older == null) {
      ready.accept(Optional.of(this));
    } else {
      older.terminate("its connection was reinstated", () -> ready.accept(Optional.of(this)));
    }
  }

  /** Keeps the session while a connection is about to join it; false if it is ending. */
  boolean expect() {
    if (ending || ended) {
      return false;
    }
    joining++;
    return true;
  }

  /** The connection that was expected will not come. */
  void givenUp() {
    joining--;
    endIfEmpty();
  }

  /** A connection that was expected is in full feature phase. */
  void joined(int cid, Connection connection) {
    joining--;
    connections.put(cid, connection);
    if (!opened) {
      opened = true;
      registry.open(this);
    }
    if (ending) {
      connection.disconnect("its session is being ended");
    }
  }

  /** A connection is gone, and its tasks are. */
  void left(int cid, Connection connection) {
    connections.remove(cid, connection);
    endIfEmpty();
  }

  private void endIfEmpty() {
    if (ended || joining > 0 || !connections.isEmpty()) {
      return;
    }
    ended = true;
    registry.end(this, opened);
    List.copyOf(whenGone).forEach(Runnable::run);
    whenGone.clear();
  }

  /** The session is being logged out over one connection: nobody joins it, and these end. */
  List<Connection> othersToEnd(Connection but) {
    ending = true;
    return connections.values().stream().filter(each -> each != but).toList();
  }

  // Tasks

  /** Whether there is more than the connection that asks. */
  boolean several() {
    return connections.size() > 1;
  }

  /** The task with this tag, on whichever connection. */
  @Nullable Task find(int tag) {
    for (Connection each : connections.values()) {
      TaskEngine engine = each.engine();
      Task task = engine == null ? null : engine.find(tag);
      if (task != null) {
        return task;
      }
    }
    return null;
  }

  /**
   * Aborts tasks on all connections.
   *
   * @param how whether they are answered and their data is waited for
   * @param then run on the loop when all of them are gone
   */
  void abort(TaskAbort how, Runnable then) {
    List<TaskEngine> engines = new ArrayList<>();
    for (Connection each : connections.values()) {
      TaskEngine engine = each.engine();
      if (engine != null) {
        engines.add(engine);
      }
    }
    Runnable one = countdown(engines.size() + 1, then);
    engines.forEach(each -> each.abort(how, one));
    barriers.settle();
    one.run();
  }

  private TaskControl tasks() {
    return new TaskControl() {
      @Override
      public void end(
          LogicalUnit unit,
          Predicate<CommandContext> which,
          @Nullable Outcome answer,
          Runnable whenTasksGone) {
        loop.execute(() -> abort(TaskAbort.onUnit(unit, which, answer), whenTasksGone));
      }

      @Override
      public void drop(String reason) {
        Session.this.drop(reason, () -> {});
      }
    };
  }

  // From any thread

  /**
   * Ends the session.
   *
   * @param reason for the log
   * @param whenEnded run on the loop when nothing of it is left
   */
  public void terminate(String reason, Runnable whenEnded) {
    loop.execute(() -> end(each -> each.disconnect(reason), whenEnded));
  }

  /** As {@link #terminate}; the initiator is told that its session will be dropped. */
  public void drop(String reason, Runnable whenEnded) {
    loop.execute(() -> end(each -> each.drop(reason), whenEnded));
  }

  private void end(Consumer<Connection> one, Runnable whenEnded) {
    if (ended) {
      whenEnded.run();
      return;
    }
    whenGone.add(whenEnded);
    ending = true;
    connections().forEach(one);
  }

  /** Asks the initiator to log out. RFC 7143 §11.9. */
  public void requestLogout(int seconds) {
    loop.execute(() -> connections().forEach(each -> each.requestLogout(seconds)));
  }

  /** Runs {@code then} when it has been called {@code times} times. */
  static Runnable countdown(int times, Runnable then) {
    AtomicInteger open = new AtomicInteger(times);
    return () -> {
      if (open.decrementAndGet() == 0) {
        then.run();
      }
    };
  }
}

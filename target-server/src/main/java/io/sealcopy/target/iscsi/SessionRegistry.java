package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Isid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All sessions of a server. Makes them, one for each initiator port and target, and ends an older
 * one that is logged in again: session reinstatement, RFC 7143 §6.3.5. Safe for any thread.
 */
public final class SessionRegistry {
  /** Names a session: initiator port, and target port group or "" for discovery. */
  private record Key(String initiatorName, Isid isid, String targetName) {}

  private static final int MAX_TSIH = 0xffff;

  private final int maxSessions;
  private final int queueDepth;
  private final TargetEvents events;
  private final Map<Key, Session> sessions = new HashMap<>();
  private final Map<Integer, Session> byTsih = new HashMap<>();
  private int lastTsih;
  private boolean closed;

  public SessionRegistry(int maxSessions, int queueDepth, TargetEvents events) {
    this.maxSessions = Math.min(maxSessions, MAX_TSIH);
    this.queueDepth = queueDepth;
    this.events = events;
  }

  /**
   * Makes the session of a finished login, once an older one of the same name is gone. It expects
   * its leading connection.
   *
   * @param loop where the connection lives
   * @param ready told on any thread; empty when there may be no more sessions
   */
  void establish(LoginResult login, Loop loop, Consumer<Optional<Session>> ready) {
    Key key = key(login);
    Session older;
    Optional<Session> made = Optional.empty();
    synchronized (this) {
      older = sessions.get(key);
      if (older == null && sessions.size() < maxSessions && !closed) {
        made = Optional.of(make(key, login, loop));
      }
    }
    if (older != null) {
      older.terminate("its session was reinstated", () -> establish(login, loop, ready));
    } else {
      ready.accept(made);
    }
  }

  private Session make(Key key, LoginResult login, Loop loop) {
    do {
      lastTsih = lastTsih % MAX_TSIH + 1;
    } while (byTsih.containsKey(lastTsih));
    Session session = new Session(lastTsih, login, loop, queueDepth, this);
    session.expect();
    sessions.put(key, session);
    byTsih.put(lastTsih, session);
    return session;
  }

  /** The session with this handle, for a connection that wants to join it; null if none. */
  synchronized @Nullable Session find(int tsih) {
    return byTsih.get(tsih);
  }

  /** The session's nexus meets its units, and listeners hear of it. */
  void open(Session session) {
    session
        .nexus()
        .ifPresent(nexus -> {
          session.target().orElseThrow().attach(nexus);
          events.sessionOpened(nexus);
        });
  }

  /**
   * Forgets a session whose tasks are all gone; the nexus is lost.
   *
   * @param opened whether {@link #open} was called for it
   */
  void end(Session session, boolean opened) {
    session
        .nexus()
        .ifPresent(nexus -> {
          nexus.end();
          session.target().orElseThrow().detach(nexus);
        });
    synchronized (this) {
      sessions.remove(key(session.login()), session);
      byTsih.remove(session.tsih(), session);
    }
    if (opened) {
      session.nexus().ifPresent(events::sessionClosed);
    }
  }

  /** The sessions with a target. */
  public synchronized List<Session> of(String targetName) {
    return sessions.values().stream()
        .filter(each -> each.target().map(t -> t.name().equals(targetName)).orElse(false))
        .toList();
  }

  public synchronized List<Session> all() {
    return List.copyOf(sessions.values());
  }

  /** Makes no more sessions. */
  public synchronized void close() {
    closed = true;
  }

  private static Key key(LoginResult login) {
    return new Key(
        login.initiatorName(), login.isid(), login.target().map(ServedTarget::name).orElse(""));
  }
}

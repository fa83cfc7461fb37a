package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.Opcode;
import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.AsyncMessage;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.target.scsi.CommandPipeline;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from its first byte to its end: login, then full feature phase. Belongs to its
 * event loop, which once it is in full feature phase is its session's.
 */
public final class Connection implements PduFramer.Receiver, LoginPhase.Host {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** What the connections of a server share. */
  public record Shared(
      TargetDirectory directory,
      SessionRegistry sessions,
      CommandPipeline pipeline,
      IscsiLimits limits,
      LoginGuard guard,
      TargetEvents events,
      RandomGenerator random) {}

  private enum State {
    LOGIN,
    /** Logins like this one have failed: it waits for its turn. */
    HELD,
    /** On its way to the loop of the session it wants to join. */
    MOVING,
    ESTABLISHING,
    FULL_FEATURE,
    CLOSING,
    CLOSED
  }

  private final Shared shared;
  private final Wire wire;
  private final LoginGate gate;
  private final PduWriter writer;
  private final PduFramer framer;
  private final List<Runnable> whenGone = new ArrayList<>();
  private final Silence silence = new Silence();

  private @Nullable LoginPhase login;
  private @Nullable FullFeature fullFeature;
  private volatile State state = State.LOGIN;
  private boolean gone;

  /**
   * @param refusal why its login is refused for lack of room; empty: it is not
   */
  public Connection(Shared shared, Wire wire, String refusal) {
    gate = new LoginGate(shared, wire, refusal);
    this.shared = shared;
    this.wire = wire;
    writer = new PduWriter(wire);
    framer = new PduFramer(this, LoginPhase.MAX_SEGMENT);
    login =
        new LoginPhase(
            new LoginMachine(
                shared.directory(),
                shared.limits(),
                shared.random(),
                shared.sessions()::find,
                wire::link),
            writer,
            this);
    shared.events().connectionOpened();
  }

  /** Takes received bytes; leaves some when it pauses, until {@link Wire#resume}. */
  public void receive(ByteBuffer chunk) {
    silence.broken();
    framer.receive(chunk);
  }

  /** Of its initiator; null before full feature phase and in a discovery session. */
  public @Nullable Pace pace() {
    FullFeature full = fullFeature;
    return full == null ? null : full.pace();
  }

  /** Whether the login is over and well. */
  public boolean loggedIn() {
    return state == State.FULL_FEATURE;
  }

  @Override
  public boolean header(ByteBuffer header, ByteBuffer ahs) {
    LoginPhase phase = login;
    if (phase != null) {
      return phase.header(header);
    }
    FullFeature full = fullFeature;
    return full != null && state == State.FULL_FEATURE && full.header(header, ahs);
  }

  @Override
  public void data(ByteBuffer slice) {
    LoginPhase phase = login;
    FullFeature full = fullFeature;
    if (phase != null) {
      phase.data(slice);
    } else if (full != null) {
      full.data(slice);
    }
  }

  @Override
  public void allData(ByteBuffer slice) {
    FullFeature full = fullFeature;
    if (full == null) {
      data(slice);
    } else {
      full.allData(slice);
    }
  }

  @Override
  public boolean end() {
    LoginPhase phase = login;
    FullFeature full = fullFeature;
    if (phase != null) {
      loginEnd(phase);
    } else if (full != null) {
      full.end();
    }
    return open();
  }

  private void loginEnd(LoginPhase phase) {
    Session joins = phase.joins() == 0 ? null : shared.sessions().find(phase.joins());
    if (joins == null) {
      phase.end();
      return;
    }
    // Whatever it will share with the session's other connections, it touches on their loop only.
    state = State.MOVING;
    boolean possible =
        wire.moveTo(
            joins.loop(),
            () -> {
              if (state == State.MOVING) {
                state = State.LOGIN;
                phase.end();
                wire.resume();
              }
            });
    if (!possible) {
      phase.refuse(LoginStatus.CANNOT_INCLUDE_IN_SESSION, "its transport cannot share a loop");
    }
  }

  /** Whether PDUs are still taken and sent. */
  boolean usable() {
    return state == State.FULL_FEATURE;
  }

  private boolean open() {
    return switch (state) {
      case LOGIN, HELD, MOVING, ESTABLISHING, FULL_FEATURE -> true;
      case CLOSING, CLOSED -> false;
    };
  }

  @Override
  public boolean paused() {
    return switch (state) {
      case HELD, MOVING, ESTABLISHING -> true;
      case FULL_FEATURE -> wire.congested();
      case LOGIN, CLOSING, CLOSED -> false;
    };
  }

  @Override
  public PooledBuffer allocate(int bytes) {
    return wire.allocate(bytes);
  }

  @Override
  public void tooLong(ByteBuffer header) {
    reject(header, RejectReason.INVALID_PDU_FIELD, "a data segment longer than agreed");
  }

  @Override
  public void headerDigestWrong(ByteBuffer header) {
    disconnect("a header digest is wrong"); // RFC 7143 §7.8: without recovery that is all.
  }

  @Override
  public boolean dataDigestWrong() {
    FullFeature full = fullFeature;
    return full != null && full.dataDigestWrong();
  }

  private void reject(ByteBuffer header, RejectReason reason, String problem) {
    LoginPhase phase = login;
    FullFeature full = fullFeature;
    if (phase != null) {
      boolean isLogin = Bhs.opcode(header) == Opcode.LOGIN_REQUEST;
      phase.refuse(
          isLogin ? LoginStatus.INITIATOR_ERROR : LoginStatus.INVALID_DURING_LOGIN, problem);
    } else if (full != null) {
      full.reject(header, reason, problem);
    }
  }

  @Override
  public void admit(String initiatorName, Runnable answer) {
    LoginGuard.Verdict verdict = gate.begins(initiatorName);
    switch (verdict.kind()) {
      case NOW -> answer.run();
      case LATER -> {
        state = State.HELD;
        wire.after(verdict.nanos(), () -> admitted(answer));
      }
      case REFUSED -> gate.refuse(Objects.requireNonNull(login));
    }
  }

  private void admitted(Runnable answer) {
    if (state == State.HELD) {
      state = State.LOGIN;
      answer.run();
      wire.resume();
    }
  }

  @Override
  public void refused(LoginStatus status, String reason) {
    gate.failed(status, reason);
    close();
  }

  @Override
  public void establish(LoginResult result) {
    state = State.ESTABLISHING;
    if (result.session().isPresent()) {
      result.session().get().admit(result.cid(), session -> established(result, session));
      return;
    }
    shared
        .sessions()
        .establish(
            result,
            wire.loop(),
            session -> {
              if (wire.onLoop()) {
                established(result, session);
              } else {
                wire.execute(() -> established(result, session));
              }
            });
  }

  private void established(LoginResult result, Optional<Session> made) {
    LoginPhase phase = login;
    if (made.isEmpty() || phase == null) {
      if (phase != null && state == State.ESTABLISHING) {
        phase.refuse(LoginStatus.OUT_OF_RESOURCES, "no room for it");
      }
      return;
    }
    Session session = made.get();
    if (state != State.ESTABLISHING) {
      // The peer has gone while what it replaces was being ended.
      session.givenUp();
      return;
    }
    gate.succeeded();
    int statSn = phase.established(session.tsih(), session.order().window());
    NegotiatedParameters agreed = result.parameters();
    writer.agree(agreed.headerDigest(), agreed.dataDigest());
    framer.agree(
        agreed.targetMaxRecvDataSegmentLength(), agreed.headerDigest(), agreed.dataDigest());
    fullFeature = new FullFeature(shared, wire, writer, session, result, statSn, this);
    login = null;
    state = State.FULL_FEATURE;
    session.joined(result.cid(), this);
    LOG.info(
        "{} at {} {} {}",
        result.initiatorName(),
        wire.peer(),
        result.session().isPresent() ? "added a connection to its session with" : "logged in to",
        result.target().map(ServedTarget::name).orElse("discovery"));
    wire.resume();
  }

  // End

  /** Ends it, for a reason the log tells; what is queued is still sent. */
  void disconnect(String reason) {
    if (open()) {
      LOG.info("connection of {} ends: {}", wire.peer(), reason);
      close();
    }
  }

  /** Ends it in peace. */
  void close() {
    if (open()) {
      state = State.CLOSING;
      wire.closeAfterSending();
    }
  }

  /** The network is gone: tasks are aborted, then the session ends. */
  public void closed() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    framer.close();
    FullFeature full = fullFeature;
    if (full == null) {
      ended();
    } else {
      full.abortAll(() -> {
        full.left();
        ended();
      });
    }
  }

  private void ended() {
    gone = true;
    shared.events().connectionClosed();
    List.copyOf(whenGone).forEach(Runnable::run);
    whenGone.clear();
  }

  /** Ends it; {@code whenEnded} runs when nothing of it is left. */
  public void terminate(String reason, Runnable whenEnded) {
    if (gone) {
      whenEnded.run();
      return;
    }
    whenGone.add(whenEnded);
    disconnect(reason);
  }

  /** Ends it with its session, which the initiator is told. RFC 7143 §11.9. */
  void drop(String reason) {
    FullFeature full = fullFeature;
    if (full != null && state == State.FULL_FEATURE) {
      full.announce(AsyncMessage.SESSION_WILL_BE_DROPPED, 0);
    }
    disconnect(reason);
  }

  /** Asks the initiator to log out. RFC 7143 §11.9. */
  void requestLogout(int seconds) {
    FullFeature full = fullFeature;
    if (full != null && state == State.FULL_FEATURE) {
      full.announce(AsyncMessage.LOGOUT_REQUESTED, seconds);
    }
  }

  /**
   * Called at a regular pace: asks a silent peer for a sign of life, and gives up on a dead one.
   *
   * @param slow whether it shows otherwise that it lives
   * @param lostPings so many without an answer end it
   */
  public void tick(boolean slow, int lostPings) {
    int silent = silence.tick(slow);
    FullFeature full = fullFeature;
    if (full == null || state != State.FULL_FEATURE) {
      return;
    }
    if (silent > lostPings) {
      disconnect("no sign of life");
    } else if (silent >= 1) {
      full.pings().ask();
    }
    full.turns().checkGap();
  }

  /** Its tasks; null before full feature phase and in a discovery session. */
  @Nullable TaskEngine engine() {
    FullFeature full = fullFeature;
    return full == null ? null : full.engine();
  }
}

package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.LoginStage;
import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.pdu.DecodedPdu;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.pdu.MalformedPdu;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection's time before full feature phase: login requests in, login responses out. */
final class LoginPhase {
  /** RFC 7143 §13.12: before it is declared, a data segment has at most 8192 bytes. */
  static final int MAX_SEGMENT = 8192;

  private final LoginMachine machine;
  private final PduWriter writer;
  private final Host host;
  private @Nullable LoginRequest request;
  private final ByteBuffer text = ByteBuffer.allocate(MAX_SEGMENT);
  private int statSn;
  private int firstStatSn;
  private int expCmdSn;
  private boolean admitted;
  private int maxCmdSn;

  /** What the phase asks of its connection. */
  interface Host {
    /** An initiator has said who it is; runs {@code answer} when it may hear more, or never. */
    void admit(String initiatorName, Runnable answer);

    /** The login is over, without success. */
    void refused(LoginStatus status, String reason);

    /** All is agreed; {@link #established} or {@link #refuse} is to follow. */
    void establish(LoginResult result);
  }

  private LoginStep.@Nullable Establish pending;

  LoginPhase(LoginMachine machine, PduWriter writer, Host host) {
    this.machine = machine;
    this.writer = writer;
    this.host = host;
  }

  /** A header; false ends the connection. */
  boolean header(ByteBuffer header) {
    DecodedPdu pdu = Pdu.decode(header);
    if (pdu instanceof LoginRequest login) {
      header(login);
      return true;
    }
    String found =
        pdu instanceof MalformedPdu(_, _, _, String problem)
            ? problem
            : "opcode 0x%02x".formatted(Bhs.opcode(header));
    // RFC 7143 §6.3: nothing but login requests may come before the end of login.
    refuse(LoginStatus.INVALID_DURING_LOGIN, found + " before the end of login");
    return false;
  }

  private void header(LoginRequest header) {
    if (request == null) {
      // The initiator takes what we start from; its own guess is as good as any.
      statSn = header.expStatSn();
      firstStatSn = statSn;
      expCmdSn = header.cmdSn();
      // A joining connection does not know the session's window: RFC 7143 §4.2.2.1 has such a pair
      // of numbers ignored.
      maxCmdSn = header.tsih() == 0 ? expCmdSn : expCmdSn - 2;
    }
    request = header;
    text.clear();
  }

  /** The handle of the session that the first request wants to join, 0 for none. */
  int joins() {
    return statSn == firstStatSn && request != null ? request.tsih() : 0;
  }

  void data(ByteBuffer slice) {
    text.put(slice);
  }

  void end() {
    LoginStep step = machine.receive(current(), text.flip());
    String name = machine.initiatorName();
    if (admitted || name.isEmpty()) {
      answer(step);
    } else {
      admitted = true;
      host.admit(name, () -> answer(step));
    }
  }

  private void answer(LoginStep step) {
    LoginRequest current = current();
    switch (step) {
      case LoginStep.Reply(boolean transit, int stage, int next, List<TextParameter> pairs) ->
          respond(current, transit, stage, next, 0, LoginStatus.SUCCESS, pairs);
      case LoginStep.Refuse(LoginStatus status, String reason) -> refuse(status, reason);
      case LoginStep.Establish last -> {
        pending = last;
        host.establish(last.result());
      }
    }
  }

  /** Sends the last response, with the session's handle and command window; the next StatSN. */
  int established(int tsih, CommandWindow window) {
    expCmdSn = window.expCmdSn();
    maxCmdSn = window.maxCmdSn();
    LoginStep.Establish last = pending;
    if (last == null) {
      throw new IllegalStateException("no login to finish");
    }
    int full = LoginStage.FULL_FEATURE_PHASE;
    respond(current(), true, last.currentStage(), full, tsih, LoginStatus.SUCCESS, last.pairs());
    return statSn;
  }

  /** Refuses whatever came last, also when it was no login request. */
  void refuse(LoginStatus status, String reason) {
    LoginRequest current = request;
    if (current == null) {
      // RFC 7143 §6.3: a connection begins with a login request.
      current = new LoginRequest(false, false, 0, 0, 0, 0, new Isid(0), 0, 0, 0, 0, 0, 0);
    }
    respond(current, false, current.currentStage(), 0, current.tsih(), status, List.of());
    host.refused(status, reason);
  }

  private LoginRequest current() {
    LoginRequest current = request;
    if (current == null) {
      throw new IllegalStateException("no login request");
    }
    return current;
  }

  private void respond(
      LoginRequest current,
      boolean transit,
      int stage,
      int next,
      int tsih,
      LoginStatus status,
      List<TextParameter> pairs) {
    ByteBuffer data = new TextParameters(pairs).encode();
    writer.send(
        new LoginResponse(
            transit,
            false,
            stage,
            next,
            0,
            0,
            current.isid(),
            tsih,
            current.initiatorTaskTag(),
            statSn++,
            expCmdSn,
            maxCmdSn,
            status.statusClass(),
            status.statusDetail(),
            data.remaining()),
        data);
  }
}

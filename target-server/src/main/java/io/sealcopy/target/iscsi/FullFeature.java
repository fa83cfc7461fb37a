package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Ahs;
import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.AsyncMessage;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutResponse;
import io.sealcopy.protocol.iscsi.pdu.MalformedPdu;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.SnackRequest;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Outcome;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Full feature phase of one connection: every PDU but SCSI's own is answered here. */
final class FullFeature {
  private final Connection.Shared shared;
  private final Wire wire;
  private final PduWriter writer;
  private final Session session;
  private final Connection connection;
  private final CommandWindow window;
  private final ResponseSender responses;
  private final Rejects rejects;
  private final TextExchange text;
  private final @Nullable TaskEngine engine;
  private final @Nullable TaskManager manager;
  private final byte[] lastHeader = new byte[Bhs.LENGTH];

  private @Nullable Task currentTask;
  private @Nullable DataOut currentDataOut;
  private boolean currentFinal;
  private Sink sink = Sink.DISCARD;
  private int received;
  private int lastPingTag;

  FullFeature(
      Connection.Shared shared,
      Wire wire,
      PduWriter writer,
      Session session,
      int statSn,
      Connection connection) {
    this.shared = shared;
    this.wire = wire;
    this.writer = writer;
    this.session = session;
    this.connection = connection;
    this.window = session.window();
    responses =
        new ResponseSender(writer, shared.events(), window, session.login().parameters(), statSn);
    rejects = new Rejects(wire, writer, responses, window, shared.events());
    text = new TextExchange(shared.directory(), session, wire);
    if (session.nexus().isPresent()) {
      engine =
          new TaskEngine(
              wire, writer, shared.pipeline(), responses, session, shared.limits().queueDepth());
      manager = new TaskManager(session, engine);
    } else {
      engine = null;
      manager = null;
    }
  }

  Session session() {
    return session;
  }

  /** A header; false ends the connection. */
  boolean header(ByteBuffer header, ByteBuffer ahs) {
    currentTask = null;
    currentDataOut = null;
    sink = Sink.DISCARD;
    received = 0;
    header.get(header.position(), lastHeader);
    TaskEngine tasks = engine;
    int opcode = Bhs.opcode(header);
    if (tasks != null && opcode == Opcode.SCSI_COMMAND) {
      return command(tasks, header, ahs);
    }
    if (tasks != null && opcode == Opcode.DATA_OUT && Bhs.totalAhsLength(header) == 0) {
      return dataOut(tasks, DataOut.decode(header));
    }
    return switch (Pdu.decode(header)) {
      case MalformedPdu(RejectReason reason, _, _, String problem) ->
          rejectCurrent(reason, problem);
      case NopOut nop -> nopOut(nop);
      case TextRequest request -> textRequest(request);
      case LogoutRequest request -> logout(request);
      case TaskManagementRequest request -> taskManagement(request);
      case SnackRequest _ -> rejectCurrent(RejectReason.SNACK_REJECT, "a SNACK at level 0");
      case LoginRequest _ ->
          rejectCurrent(RejectReason.PROTOCOL_ERROR, "a login request after login");
      case ScsiCommand _, DataOut _ ->
          rejectCurrent(RejectReason.COMMAND_NOT_SUPPORTED, "SCSI in a discovery session");
      case TargetPdu _ ->
          rejectCurrent(RejectReason.COMMAND_NOT_SUPPORTED, "a PDU that only targets send");
    };
  }

  private boolean command(TaskEngine tasks, ByteBuffer header, ByteBuffer ahs) {
    ScsiCommand command = ScsiCommand.decode(header);
    if (command.totalAhsLength() != 0 && Ahs.parse(ahs) instanceof Ahs.Malformed(String problem)) {
      return rejectCurrent(RejectReason.INVALID_PDU_FIELD, problem);
    }
    Refusal refusal = tasks.refuse(command);
    if (refusal != null) {
      return rejectCurrent(refusal.reason(), refusal.problem());
    }
    if (!numbered(command.immediate(), command.cmdSn(), true)) {
      return connection.usable();
    }
    Task task = tasks.begin(command);
    currentTask = task;
    currentFinal = command.finalPdu();
    return connection.usable();
  }

  private boolean dataOut(TaskEngine tasks, DataOut data) {
    Task task = tasks.find(data.initiatorTaskTag());
    if (task == null) {
      // Data that was under way when its task was aborted. RFC 7143 §11.5.1.
      return true;
    }
    Refusal refusal = tasks.refuse(task, data);
    if (refusal != null) {
      return rejectCurrent(refusal.reason(), refusal.problem());
    }
    currentTask = task;
    currentDataOut = data;
    return true;
  }

  /** Whether a numbered PDU is to be acted on; false leaves it to be skipped. */
  private boolean numbered(boolean immediate, int cmdSn, boolean task) {
    if (immediate) {
      return true;
    }
    return switch (window.take(cmdSn, task)) {
      case TAKE -> true;
      case IGNORE -> false;
      case GAP -> {
        // One connection delivers in order: the missing number can never come.
        connection.disconnect("CmdSN " + cmdSn + " where " + window.expCmdSn() + " was due");
        yield false;
      }
    };
  }

  void data(ByteBuffer slice) {
    Task task = currentTask;
    if (task != null) {
      if (task.live) {
        task.take(slice);
      }
      return;
    }
    switch (sink) {
      case Sink.Discard _ -> {}
      case Sink.ToText _ -> text.data(slice);
      case Sink.Ping(_, PooledBuffer echo) -> {
        int count = slice.remaining();
        echo.view(writer.headerLength() + received, count).put(slice);
        received += count;
      }
    }
  }

  void end() {
    Task task = currentTask;
    TaskEngine tasks = engine;
    if (task != null && tasks != null) {
      DataOut data = currentDataOut;
      if (data == null) {
        tasks.pduEnded(task, currentFinal);
      } else {
        tasks.dataOutEnded(task, data);
      }
      return;
    }
    Sink ended = sink;
    sink = Sink.DISCARD;
    switch (ended) {
      case Sink.Discard _ -> {}
      case Sink.ToText(TextRequest request) -> answerText(request);
      case Sink.Ping(NopOut request, PooledBuffer echo) ->
          writer.send(nopIn(request.initiatorTaskTag(), request.dataSegmentLength()), echo);
    }
  }

  private boolean nopOut(NopOut request) {
    if (!numbered(request.immediate(), request.cmdSn(), false)) {
      return connection.usable();
    }
    // Without a tag of its own it answers our ping, or asks for nothing. RFC 7143 §11.18.
    if (request.initiatorTaskTag() != Pdu.RESERVED_TAG) {
      int max = session.login().parameters().initiatorMaxRecvDataSegmentLength();
      if (request.dataSegmentLength() > max) {
        return rejectCurrent(RejectReason.INVALID_PDU_FIELD, "more ping data than can go back");
      }
      if (request.dataSegmentLength() == 0) {
        writer.send(nopIn(request.initiatorTaskTag(), 0));
      } else {
        sink = new Sink.Ping(request, writer.allocate(request.dataSegmentLength()));
      }
    }
    return true;
  }

  private NopIn nopIn(int tag, int length) {
    return new NopIn(
        0,
        tag,
        Pdu.RESERVED_TAG,
        responses.nextStatSn(),
        window.expCmdSn(),
        window.maxCmdSn(),
        length);
  }

  /** Asks for a sign of life. */
  void ping() {
    if (++lastPingTag == Pdu.RESERVED_TAG) {
      lastPingTag = 0;
    }
    // RFC 7143 §11.19: a ping of ours does not advance StatSN.
    writer.send(
        new NopIn(
            0,
            Pdu.RESERVED_TAG,
            lastPingTag,
            responses.statSn(),
            window.expCmdSn(),
            window.maxCmdSn(),
            0));
  }

  private boolean textRequest(TextRequest request) {
    if (!numbered(request.immediate(), request.cmdSn(), false)) {
      return connection.usable();
    }
    sink = new Sink.ToText(request);
    return true;
  }

  private void answerText(TextRequest request) {
    Optional<Refusal> refusal = text.answer(request, responses, window, writer);
    refusal.ifPresent(r -> rejectCurrent(r.reason(), r.problem()));
  }

  private boolean logout(LogoutRequest request) {
    if (!numbered(request.immediate(), request.cmdSn(), false)) {
      return connection.usable();
    }
    boolean own = request.cid() == session.login().cid();
    int response =
        switch (request.reason()) {
          case LogoutRequest.CLOSE_SESSION -> LogoutResponse.CLOSED;
          case LogoutRequest.CLOSE_CONNECTION ->
              own ? LogoutResponse.CLOSED : LogoutResponse.CID_NOT_FOUND;
          default -> LogoutResponse.RECOVERY_NOT_SUPPORTED;
        };
    abortAll(() -> {
      writer.send(
          new LogoutResponse(
              response,
              request.initiatorTaskTag(),
              responses.nextStatSn(),
              window.expCmdSn(),
              window.maxCmdSn(),
              0,
              0,
              0));
      if (response == LogoutResponse.CLOSED) {
        connection.close();
      }
    });
    return connection.usable();
  }

  private boolean taskManagement(TaskManagementRequest request) {
    TaskManager tasks = manager;
    if (tasks == null) {
      return rejectCurrent(
          RejectReason.COMMAND_NOT_SUPPORTED, "task management in a discovery session");
    }
    if (!numbered(request.immediate(), request.cmdSn(), false)) {
      return connection.usable();
    }
    tasks.perform(
        request,
        response -> {
          if (wire.onLoop()) {
            managed(request, response);
          } else {
            wire.execute(() -> managed(request, response));
          }
        });
    return connection.usable();
  }

  private void managed(TaskManagementRequest request, int response) {
    if (!connection.usable()) {
      return;
    }
    writer.send(
        new TaskManagementResponse(
            response,
            request.initiatorTaskTag(),
            responses.nextStatSn(),
            window.expCmdSn(),
            window.maxCmdSn(),
            0));
    if (request.function() == TaskManagementRequest.TARGET_COLD_RESET
        && response == TaskManagementResponse.FUNCTION_COMPLETE) {
      // RFC 7143 §11.5.1: a cold reset ends all connections with the target.
      String name = session.target().orElseThrow().name();
      shared
          .sessions()
          .of(name)
          .forEach(each -> each.connection().terminate("cold reset of " + name, () -> {}));
    }
  }

  void requestLogout(int seconds) {
    writer.send(
        new AsyncMessage(
            0,
            responses.nextStatSn(),
            window.expCmdSn(),
            window.maxCmdSn(),
            AsyncMessage.LOGOUT_REQUESTED,
            0,
            0,
            0,
            seconds,
            0));
  }

  /** Refuses the PDU whose header came last, and ends the connection. Always false. */
  boolean rejectCurrent(RejectReason reason, String problem) {
    return reject(ByteBuffer.wrap(lastHeader), reason, problem);
  }

  boolean reject(ByteBuffer header, RejectReason reason, String problem) {
    rejects.send(header, reason, problem);
    connection.close();
    return false;
  }

  /**
   * Data that does not fit its digest: without recovery a Data-Out costs its task, anything else
   * the connection. RFC 7143 §7.8.
   */
  boolean dataDigestWrong() {
    Task task = currentTask;
    if (task == null || currentDataOut == null) {
      return rejectCurrent(RejectReason.DATA_DIGEST_ERROR, "a data digest is wrong");
    }
    task.damaged = true;
    rejects.send(
        ByteBuffer.wrap(lastHeader), RejectReason.DATA_DIGEST_ERROR, "the data digest of Data-Out");
    return true;
  }

  /** Ends tasks on a unit; from any thread. */
  void end(
      LogicalUnit unit,
      Predicate<CommandContext> which,
      @Nullable Outcome answer,
      Runnable whenGone) {
    TaskEngine tasks = engine;
    if (tasks == null) {
      whenGone.run();
    } else {
      tasks.end(unit, which, answer, whenGone);
    }
  }

  void abortAll(Runnable whenGone) {
    if (sink instanceof Sink.Ping(_, PooledBuffer echo)) {
      echo.release();
      sink = Sink.DISCARD;
    }
    TaskEngine tasks = engine;
    if (tasks == null) {
      whenGone.run();
    } else {
      tasks.abort(_ -> true, null, whenGone);
    }
  }
}

package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Ahs;
import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.AsyncMessage;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.MalformedPdu;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.SnackRequest;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Full feature phase of one connection: every PDU but SCSI's own is answered here. */
final class FullFeature {
  private final Connection.Shared shared;
  private final Wire wire;
  private final PduWriter writer;
  private final Session session;
  private final Connection connection;
  private final int cid;
  private final CommandOrder order;
  private final CommandWindow window;
  private final Turns turns;
  private final ResponseSender responses;
  private final Rejects rejects;
  private final Pings pings;
  private final Logouts logouts;
  private final TextExchange text;
  private final @Nullable TaskEngine engine;
  private final @Nullable TaskManager manager;
  private final @Nullable Pace pace;
  private final byte[] lastHeader = new byte[Bhs.LENGTH];

  private @Nullable Task currentTask;
  private @Nullable DataOut currentDataOut;
  private boolean currentFinal;
  private Sink sink = Sink.DISCARD;
  private int received;
  private boolean leaving;

  FullFeature(
      Connection.Shared shared,
      Wire wire,
      PduWriter writer,
      Session session,
      LoginResult login,
      int statSn,
      Connection connection) {
    this.shared = shared;
    this.wire = wire;
    this.writer = writer;
    this.session = session;
    this.connection = connection;
    cid = login.cid();
    order = session.order();
    window = order.window();
    turns = new Turns(session, connection);
    responses = new ResponseSender(writer, shared.events(), window, login.parameters(), statSn);
    rejects = new Rejects(wire, writer, responses, window, shared.events());
    pings = new Pings(turns, writer, responses, window);
    logouts = new Logouts(session, connection, cid, writer, responses, window, this::abortAll);
    text = new TextExchange(shared.directory(), login, wire);
    if (session.nexus().isPresent()) {
      int queueDepth = shared.limits().queueDepth();
      engine =
          new TaskEngine(
              wire, writer, shared.pipeline(), responses, session, login.parameters(), queueDepth);
      manager = new TaskManager(session);
      pace = new Pace(responses, engine);
    } else {
      engine = null;
      manager = null;
      pace = null;
    }
  }

  @Nullable TaskEngine engine() {
    return engine;
  }

  @Nullable Pace pace() {
    return pace;
  }

  Pings pings() {
    return pings;
  }

  Turns turns() {
    return turns;
  }

  /** The connection is gone, and its tasks are. */
  void left() {
    session.left(cid, connection);
  }

  /** A header; false ends the connection. */
  boolean header(ByteBuffer header, ByteBuffer ahs) {
    currentTask = null;
    currentDataOut = null;
    sink = Sink.DISCARD;
    received = 0;
    header.get(header.position(), lastHeader);
    TaskEngine tasks = engine;
    if (leaving) {
      return true;
    }
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
    CommandWindow.Verdict verdict = turns.judge(command.immediate(), command.cmdSn());
    if (verdict == CommandWindow.Verdict.IGNORE) {
      return true;
    }
    if (command.totalAhsLength() != 0 && Ahs.parse(ahs) instanceof Ahs.Malformed(String problem)) {
      return rejectCurrent(RejectReason.INVALID_PDU_FIELD, problem);
    }
    Refusal refusal = tasks.refuse(command);
    if (refusal != null) {
      return rejectCurrent(refusal.reason(), refusal.problem());
    }
    boolean numbered = !command.immediate();
    boolean due = verdict == CommandWindow.Verdict.DUE;
    if (!due && !order.gapsClose()) {
      return turns.gap(command.cmdSn());
    }
    if (due && numbered) {
      order.take(true);
    }
    currentTask = tasks.begin(command, due);
    currentFinal = command.finalPdu();
    Pace known = pace;
    if (known != null) {
      known.sent(command);
    }
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

  /** All of a data segment, with which its PDU ends; the bytes stay until the turn's end. */
  void allData(ByteBuffer slice) {
    Task task = currentTask;
    TaskEngine tasks = engine;
    boolean command = currentDataOut == null && currentFinal;
    if (task != null && tasks != null && command && task.takeWhole(slice)) {
      tasks.pduEnded(task, true);
    } else {
      data(slice);
    }
  }

  void end() {
    ended();
    // What waited for this command, also for its data, goes on.
    order.advance();
  }

  private void ended() {
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
      case Sink.ToText(TextRequest request) -> {
        byte[] header = lastHeader.clone();
        turns.inTurn(request.immediate(), request.cmdSn(), () -> answerText(request, header));
      }
      case Sink.Ping ping -> pings.answer(ping);
    }
  }

  private boolean nopOut(NopOut request) {
    if (turns.judge(request.immediate(), request.cmdSn()) == CommandWindow.Verdict.IGNORE) {
      return true;
    }
    int length = request.dataSegmentLength();
    if (request.initiatorTaskTag() == Pdu.RESERVED_TAG) {
      // It answers our ping, or asks for nothing. RFC 7143 §11.18.
      turns.inTurn(request.immediate(), request.cmdSn(), () -> {});
    } else if (length > responses.maxSegment()) {
      return rejectCurrent(RejectReason.INVALID_PDU_FIELD, "more ping data than can go back");
    } else if (length == 0) {
      turns.inTurn(request.immediate(), request.cmdSn(), () -> pings.answer(request));
    } else {
      sink = new Sink.Ping(request, writer.allocate(length));
    }
    return connection.usable();
  }

  private boolean textRequest(TextRequest request) {
    if (turns.judge(request.immediate(), request.cmdSn()) != CommandWindow.Verdict.IGNORE) {
      sink = new Sink.ToText(request);
      text.begins(request);
    }
    return true;
  }

  private void answerText(TextRequest request, byte[] header) {
    text.answer(request, responses, window, writer)
        .ifPresent(r -> reject(ByteBuffer.wrap(header), r.reason(), r.problem()));
  }

  private boolean logout(LogoutRequest request) {
    if (request.reason() > LogoutRequest.REMOVE_CONNECTION_FOR_RECOVERY) {
      return rejectCurrent(RejectReason.INVALID_PDU_FIELD, "logout reason " + request.reason());
    }
    turns.inTurn(request.immediate(), request.cmdSn(), () -> leaving |= logouts.perform(request));
    return connection.usable();
  }

  private boolean taskManagement(TaskManagementRequest request) {
    TaskManager tasks = manager;
    if (tasks == null) {
      return rejectCurrent(
          RejectReason.COMMAND_NOT_SUPPORTED, "task management in a discovery session");
    }
    turns.inTurn(
        request.immediate(),
        request.cmdSn(),
        () ->
            tasks.perform(
                request,
                response -> {
                  if (wire.onLoop()) {
                    managed(request, response);
                  } else {
                    wire.execute(() -> managed(request, response));
                  }
                }));
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
      shared.sessions().of(name).forEach(each -> each.drop("cold reset of " + name, () -> {}));
    }
  }

  /**
   * Tells the initiator what is to happen. RFC 7143 §11.9.
   *
   * @param seconds it has to log out in, or until what is kept is forgotten
   */
  void announce(int event, int seconds) {
    writer.send(
        new AsyncMessage(
            0,
            responses.nextStatSn(),
            window.expCmdSn(),
            window.maxCmdSn(),
            event,
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

  /** Aborts all tasks of this connection, for good. */
  void abortAll(Runnable whenGone) {
    if (sink instanceof Sink.Ping(_, PooledBuffer echo)) {
      echo.release();
      sink = Sink.DISCARD;
    }
    TaskEngine tasks = engine;
    if (tasks == null) {
      whenGone.run();
    } else {
      tasks.abort(TaskAbort.ALL, whenGone);
      session.barriers().settle();
      order.advance();
    }
  }
}

package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.Failure;
import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.AsyncMessage;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.pdu.LogoutResponse;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.Reject;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.iscsi.pdu.TextResponse;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Takes what a target sends in full feature phase. For the reader thread of one session. */
final class SessionReader {
  private final SessionState state;
  private final Connection connection;
  private final PduReader reader;
  private final SessionListener listener;

  SessionReader(SessionState state, Connection connection, SessionListener listener) {
    this.state = state;
    this.connection = connection;
    this.reader = connection.reader();
    this.listener = listener;
  }

  /** Returns only by exception: when the connection ends. */
  void run() throws IOException {
    while (true) {
      TargetPdu pdu = reader.next();
      state.numbers(pdu, carriesStatus(pdu));
      switch (pdu) {
        case DataIn dataIn -> dataIn(dataIn);
        case ScsiResponse response -> response(response);
        case R2t r2t -> readyToTransfer(r2t);
        case NopIn nopIn -> nopIn(nopIn);
        case TaskManagementResponse response -> {
          reader.data();
          state.management.answered(response.initiatorTaskTag(), response.response());
        }
        case Reject reject -> reject(reject);
        case AsyncMessage message -> asynchronous(message);
        case LogoutResponse _ -> {
          reader.data();
          state.loggedOut();
        }
        case LoginResponse _, TextResponse _ ->
            throw PduReader.violation(
                "a " + pdu.getClass().getSimpleName() + " that nobody asked for");
      }
    }
  }

  /** Whether the PDU's StatSN counts. RFC 7143 §4.2.2.2. */
  private static boolean carriesStatus(TargetPdu pdu) {
    return switch (pdu) {
      case DataIn dataIn -> dataIn.statusPresent();
      case R2t _ -> false;
      case NopIn nopIn -> nopIn.initiatorTaskTag() != Pdu.RESERVED_TAG;
      case ScsiResponse _,
          TaskManagementResponse _,
          LoginResponse _,
          TextResponse _,
          LogoutResponse _,
          AsyncMessage _,
          Reject _ ->
          true;
    };
  }

  private void dataIn(DataIn pdu) throws IOException {
    Task task = state.task(pdu.initiatorTaskTag());
    if (task == null) {
      // Data of a command that was aborted meanwhile.
      reader.data();
      return;
    }
    int length = pdu.dataSegmentLength();
    ByteBuffer target = task.dataIn;
    // DataPDUInOrder and DataSequenceInOrder are Yes: each PDU goes on where the last one ended.
    if (target == null
        || pdu.bufferOffset() != task.received
        || length > target.capacity() - task.received) {
      throw PduReader.violation(
          "data for offset %d, %d bytes, of a command that expects offset %d of %d bytes"
              .formatted(pdu.bufferOffset(), length, task.received, task.expectedLength()));
    }
    reader.dataInto(target.slice(task.received, length));
    task.received += length;
    if (pdu.statusPresent()) {
      complete(
          task,
          pdu.status(),
          Optional.empty(),
          pdu.underflow() ? pdu.residualCount() : 0,
          pdu.overflow() ? pdu.residualCount() : 0);
    }
  }

  private void response(ScsiResponse pdu) throws IOException {
    ByteBuffer data = reader.data();
    Task task = state.task(pdu.initiatorTaskTag());
    if (task == null) {
      return;
    }
    if (pdu.response() != ScsiResponse.COMMAND_COMPLETED_AT_TARGET) {
      String message =
          "%s could not carry out command %s: iSCSI response %02x"
              .formatted(connection.peer(), task.request.cdb(), pdu.response());
      state.complete(task, new Failure(FailureKind.TARGET_FAILURE, true, message));
      return;
    }
    complete(
        task,
        pdu.status(),
        sense(data),
        pdu.underflow() ? pdu.residualCount() : 0,
        pdu.overflow() ? pdu.residualCount() : 0);
  }

  private void complete(
      Task task, int status, Optional<SenseData> sense, long underflow, long overflow) {
    state.complete(
        task,
        new ScsiOutcome.Response(ScsiStatus.of(status), sense, task.received, underflow, overflow));
  }

  /** RFC 7143 §11.4.7: two bytes of length, then the sense data. */
  private static Optional<SenseData> sense(ByteBuffer data) {
    if (data.remaining() < 2) {
      return Optional.empty();
    }
    int length = data.getShort() & 0xffff;
    return SenseData.decode(data.slice(2, Math.min(length, data.remaining())));
  }

  private void readyToTransfer(R2t pdu) throws IOException {
    Task task = state.task(pdu.initiatorTaskTag());
    if (task == null) {
      return;
    }
    long length = pdu.desiredDataTransferLength();
    if (length == 0
        || length > connection.parameters().maxBurstLength()
        || pdu.bufferOffset() + length > task.dataOutLength) {
      throw PduReader.violation(
          "an R2T for %d bytes at offset %d of a command with %d bytes"
              .formatted(length, pdu.bufferOffset(), task.dataOutLength));
    }
    state.solicited(task, pdu.targetTransferTag(), (int) pdu.bufferOffset(), (int) length);
  }

  private void nopIn(NopIn pdu) throws IOException {
    reader.data();
    if (pdu.targetTransferTag() != Pdu.RESERVED_TAG) {
      state.answer(new Outgoing.Ping(pdu.lun(), Pdu.RESERVED_TAG, pdu.targetTransferTag()));
    }
  }

  private void reject(Reject pdu) throws IOException {
    ByteBuffer header = reader.data();
    if (header.remaining() < Bhs.LENGTH) {
      return;
    }
    String reason =
        RejectReason.of(pdu.reason())
            .map(RejectReason::text)
            .orElseGet(() -> "reason %02x".formatted(pdu.reason()));
    int tag = Bhs.int32(header, Bhs.INITIATOR_TASK_TAG);
    switch (Bhs.opcode(header)) {
      case Opcode.SCSI_COMMAND -> {
        Task task = state.task(tag);
        if (task != null) {
          String message = connection.peer() + " rejected the command: " + reason;
          state.complete(task, new Failure(FailureKind.REJECTED, false, message));
        }
      }
      case Opcode.TASK_MANAGEMENT_REQUEST ->
          state.management.answered(tag, TaskManagementResponse.FUNCTION_REJECTED);
      case Opcode.LOGOUT_REQUEST -> state.loggedOut();
      // RFC 7143 §7.3: a command whose data was rejected still gets its SCSI response.
      default -> {}
    }
  }

  private void asynchronous(AsyncMessage pdu) throws IOException {
    ByteBuffer data = reader.data();
    switch (pdu.asyncEvent()) {
      case AsyncMessage.SCSI_ASYNCHRONOUS_EVENT ->
          sense(data).ifPresent(s -> listener.asynchronousEvent(pdu.lun(), s));
      case AsyncMessage.LOGOUT_REQUESTED -> logoutWithin(pdu.parameter3());
      case AsyncMessage.CONNECTION_WILL_BE_DROPPED, AsyncMessage.SESSION_WILL_BE_DROPPED ->
          throw new LinkException(FailureKind.CONNECTION_LOST, "the target drops the session");
      // What is left (new negotiation, tasks terminated, vendor's own) is answered by what
      // follows: the target drops the connection or the commands time out.
      default -> {}
    }
  }

  /** RFC 7143 §11.9.1: the target wants a logout within a number of seconds. */
  private void logoutWithin(int seconds) {
    state.drain();
    Threads.start(
        "logout",
        connection.peer(),
        () -> {
          state.logout(Duration.ofSeconds(Math.max(1, seconds)));
          String message = connection.peer() + " asked for a logout";
          state.fail(new Failure(FailureKind.SESSION_CLOSED, true, message));
        });
  }
}

package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import java.io.IOException;

/** Turns what is to be sent into PDUs. For the writer thread of one session. */
final class CommandSender {
  private final PduWriter writer;
  private final NegotiatedParameters parameters;

  CommandSender(PduWriter writer, NegotiatedParameters parameters) {
    this.writer = writer;
    this.parameters = parameters;
  }

  /**
   * Appends the PDUs of one item to the writer's batch.
   *
   * @param cmdSn the next command number, for immediate requests
   */
  void append(Outgoing item, int cmdSn, int expStatSn) throws IOException {
    switch (item) {
      case Outgoing.Command(Task task) -> command(task, expStatSn);
      case Outgoing.Solicited(Task task, int tag, int offset, int length) ->
          data(task, tag, offset, length, expStatSn);
      case Outgoing.Ping(long lun, int initiatorTag, int targetTag) ->
          writer.append(new NopOut(true, lun, initiatorTag, targetTag, cmdSn, expStatSn, 0));
      case Outgoing.Management(int tag, int function, long lun, int referenced, int refCmdSn) ->
          writer.append(
              new TaskManagementRequest(
                  true, function, lun, tag, referenced, cmdSn, expStatSn, refCmdSn, 0, 0));
      case Outgoing.Logout(int tag) ->
          writer.append(
              new LogoutRequest(true, Outgoing.Logout.REASON, tag, 0, cmdSn, expStatSn, 0));
    }
  }

  void flush() throws IOException {
    writer.flush();
  }

  private void command(Task task, int expStatSn) throws IOException {
    int total = task.dataOutLength;
    int first = Math.min(total, parameters.firstBurstLength());
    int immediate =
        parameters.immediateData()
            ? Math.min(first, parameters.targetMaxRecvDataSegmentLength())
            : 0;
    // RFC 7143 §13.10: with InitialR2T=No the rest of the first burst follows unasked.
    int unsolicited = parameters.initialR2t() ? 0 : first - immediate;
    writer.append(
        new ScsiCommand(
            false,
            unsolicited == 0,
            task.dataIn != null,
            total > 0,
            task.request.taskAttribute(),
            task.lun,
            task.tag,
            task.expectedLength(),
            task.cmdSn,
            expStatSn,
            task.request.cdb(),
            0,
            immediate),
        task.dataOut,
        0);
    if (unsolicited > 0) {
      data(task, Pdu.RESERVED_TAG, immediate, unsolicited, expStatSn);
    }
  }

  private void data(Task task, int targetTransferTag, int offset, int length, int expStatSn)
      throws IOException {
    int most = parameters.targetMaxRecvDataSegmentLength();
    int dataSn = 0;
    int end = offset + length;
    for (int at = offset; at < end; at += most) {
      int here = Math.min(most, end - at);
      writer.append(
          new DataOut(
              at + here == end,
              task.lun,
              task.tag,
              targetTransferTag,
              expStatSn,
              dataSn++,
              at,
              here),
          task.dataOut,
          at);
    }
  }
}

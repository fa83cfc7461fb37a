package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;

/** Asks for Data-Out on one connection. RFC 7143 §11.8. */
final class R2ts {
  private final PduWriter writer;
  private final ResponseSender responses;
  private final CommandWindow window;
  private final NegotiatedParameters parameters;
  private int lastTransferTag;

  R2ts(
      PduWriter writer,
      ResponseSender responses,
      CommandWindow window,
      NegotiatedParameters parameters) {
    this.writer = writer;
    this.responses = responses;
    this.window = window;
    this.parameters = parameters;
  }

  /** Asks for as many data sequences as may be under way. */
  void solicit(Task task) {
    while (task.sequences().size() < parameters.maxOutstandingR2t()
        && task.solicited() < task.dataOutLength()) {
      long offset = task.solicited();
      long length = Math.min(parameters.maxBurstLength(), task.dataOutLength() - offset);
      if (++lastTransferTag == Pdu.RESERVED_TAG) {
        lastTransferTag = 0;
      }
      writer.send(
          new R2t(
              task.lun(),
              task.tag(),
              lastTransferTag,
              responses.statSn(),
              window.expCmdSn(),
              window.maxCmdSn(),
              task.r2tSn(),
              offset,
              length,
              0));
      task.asked(new Task.Sequence(lastTransferTag, offset, length));
    }
  }
}

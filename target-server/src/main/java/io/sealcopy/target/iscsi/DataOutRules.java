package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import org.jspecify.annotations.Nullable;

/** What the agreed parameters let an initiator send of a command's data, and when. */
final class DataOutRules {
  private DataOutRules() {}

  /** What is wrong with a command itself; null if it may be taken. RFC 7143 §11.3. */
  static @Nullable Refusal refuse(NegotiatedParameters parameters, ScsiCommand command) {
    if (command.initiatorTaskTag() == Pdu.RESERVED_TAG) {
      return new Refusal(RejectReason.INVALID_PDU_FIELD, "a command with the reserved task tag");
    }
    int data = command.dataSegmentLength();
    if (!command.write() && (data > 0 || !command.finalPdu())) {
      return new Refusal(RejectReason.INVALID_PDU_FIELD, "data out with a command without W bit");
    }
    if (data > 0 && !parameters.immediateData()) {
      return new Refusal(RejectReason.PROTOCOL_ERROR, "immediate data although it was excluded");
    }
    if (!command.finalPdu() && parameters.initialR2t()) {
      return new Refusal(RejectReason.PROTOCOL_ERROR, "unsolicited data although it was excluded");
    }
    if (data > parameters.firstBurstLength() || data > command.expectedDataTransferLength()) {
      return new Refusal(RejectReason.PROTOCOL_ERROR, "more immediate data than announced");
    }
    return null;
  }

  /** What is wrong with a Data-Out of a live task; null if it may be taken. RFC 7143 §11.7. */
  static @Nullable Refusal refuse(NegotiatedParameters parameters, Task task, DataOut data) {
    int length = data.dataSegmentLength();
    if (data.dataSn() != task.dataSn()) {
      // RFC 7143 §7.9: a number out of order tells of a data PDU that was lost, which without
      // recovery ends the task once all of its data has come, §7.8.
      task.damaged = true;
    }
    if (task.damaged) {
      return refuseOfDamaged(task, data);
    }
    if (data.bufferOffset() != task.received()) {
      return new Refusal(
          RejectReason.PROTOCOL_ERROR,
          "Data-Out %d at %d where %d at %d was due"
              .formatted(data.dataSn(), data.bufferOffset(), task.dataSn(), task.received()));
    }
    long end = task.received() + length;
    if (data.targetTransferTag() == Pdu.RESERVED_TAG) {
      boolean fits =
          task.unsolicitedOpen
              && end <= Math.min(parameters.firstBurstLength(), task.expectedLength());
      return fits ? null : new Refusal(RejectReason.PROTOCOL_ERROR, "unexpected unsolicited data");
    }
    Task.Sequence sequence = task.sequences().peek();
    if (sequence == null || sequence.targetTransferTag() != data.targetTransferTag()) {
      return new Refusal(RejectReason.PROTOCOL_ERROR, "Data-Out with an unknown transfer tag");
    }
    long due = sequence.offset() + sequence.length();
    if (end > due || data.finalPdu() != (end == due)) {
      return new Refusal(RejectReason.PROTOCOL_ERROR, "a data sequence of the wrong length");
    }
    return null;
  }

  private static @Nullable Refusal refuseOfDamaged(Task task, DataOut data) {
    boolean due =
        data.targetTransferTag() == Pdu.RESERVED_TAG
            ? task.unsolicitedOpen
            : task.sequences().stream()
                .anyMatch(each -> each.targetTransferTag() == data.targetTransferTag());
    return due ? null : new Refusal(RejectReason.PROTOCOL_ERROR, "Data-Out that nobody asked for");
  }
}

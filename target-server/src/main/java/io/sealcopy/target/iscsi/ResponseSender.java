package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.NoRoomException;
import io.sealcopy.target.scsi.Outcome;
import java.nio.ByteBuffer;

/**
 * Turns outcomes into Data-In and SCSI Response PDUs, and counts StatSN. Status GOOD travels in the
 * last Data-In when there is one. Not thread-safe.
 */
final class ResponseSender {
  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final PduWriter writer;
  private final TargetEvents events;
  private final CommandWindow window;
  private int maxSegment;
  private final int maxBurst;
  private int statSn;

  ResponseSender(
      PduWriter writer,
      TargetEvents events,
      CommandWindow window,
      NegotiatedParameters parameters,
      int firstStatSn) {
    this.writer = writer;
    this.events = events;
    this.window = window;
    this.maxSegment = parameters.initiatorMaxRecvDataSegmentLength();
    this.maxBurst = parameters.maxBurstLength();
    this.statSn = firstStatSn;
  }

  /** Bytes of the largest data segment that the initiator takes. */
  int maxSegment() {
    return maxSegment;
  }

  /** The initiator has declared another length. */
  void maxSegment(int bytes) {
    maxSegment = bytes;
  }

  /** The number the next status will have. */
  int statSn() {
    return statSn;
  }

  /** Takes the number for a status. */
  int nextStatSn() {
    return statSn++;
  }

  void send(Task task, Outcome outcome) {
    switch (outcome) {
      case Outcome.Good _ -> good(task);
      case Outcome.GoodWithData(ByteBuffer data) -> goodWith(task, data);
      case Outcome.CheckCondition(SenseData sense) -> {
        response(task, ScsiStatus.CHECK_CONDITION, 0, senseSegment(task, sense));
      }
      case Outcome.Busy _ -> response(task, ScsiStatus.BUSY, 0, NO_DATA);
      case Outcome.TaskSetFull _ -> response(task, ScsiStatus.TASK_SET_FULL, 0, NO_DATA);
      case Outcome.ReservationConflict _ ->
          response(task, ScsiStatus.RESERVATION_CONFLICT, 0, NO_DATA);
      case Outcome.TaskAborted _ -> response(task, ScsiStatus.TASK_ABORTED, 0, NO_DATA);
      case Outcome.Later _ -> throw new IllegalStateException("an outcome that is not decided");
    }
  }

  /** RFC 7143 §11.4.7, in the format the unit's control mode page says. */
  private static ByteBuffer senseSegment(Task task, SenseData sense) {
    LunNexus where = task.nexusIfAny();
    ByteBuffer segment = ByteBuffer.allocate(2 + SenseData.MAX_DESCRIPTOR_LENGTH).position(2);
    if (where != null && where.unit().modes().current().descriptorSense()) {
      sense.encodeDescriptor(segment);
    } else {
      sense.encodeFixed(segment);
    }
    return segment.putShort(0, (short) (segment.position() - 2)).flip();
  }

  private void goodWith(Task task, ByteBuffer data) {
    try {
      task.dataIn(data.remaining()).put(data);
    } catch (NoRoomException _) {
      // Only commands that report something answer like this: they may be sent again.
      response(task, ScsiStatus.BUSY, 0, NO_DATA);
      return;
    }
    good(task);
  }

  private void good(Task task) {
    PooledBuffer buffer = task.dataInBuffer();
    long sendable = task.read() ? task.expectedLength() : 0;
    int length = (int) Math.min(task.dataInLength(), sendable);
    if (buffer == null || length == 0) {
      long moved = task.write() ? task.wantedDataOut() : task.dataInLength();
      response(task, ScsiStatus.GOOD, moved, NO_DATA);
      return;
    }
    events.commandEnded(task.specIfAny(), ScsiStatus.GOOD, length, taken(task));
    if (length <= maxSegment && length <= maxBurst) {
      task.dataInSent();
      writer.send(dataIn(task, 0, 0, length, true, true), buffer);
      return;
    }
    int dataSn = 0;
    for (int offset = 0; offset < length; ) {
      int leftInBurst = maxBurst - offset % maxBurst;
      int part = Math.min(Math.min(maxSegment, leftInBurst), length - offset);
      boolean last = offset + part == length;
      boolean endsBurst = last || part == leftInBurst;
      DataIn pdu = dataIn(task, dataSn++, offset, part, endsBurst, last);
      writer.send(pdu, buffer, writer.headerLength() + offset);
      offset += part;
    }
  }

  private DataIn dataIn(
      Task task, int dataSn, int offset, int length, boolean endsBurst, boolean last) {
    long residual = last ? task.dataInLength() - task.expectedLength() : 0;
    return new DataIn(
        endsBurst,
        false,
        residual > 0,
        residual < 0,
        last,
        ScsiStatus.GOOD.code(),
        last ? task.lun() : 0,
        task.tag(),
        Pdu.RESERVED_TAG,
        last ? nextStatSn() : 0,
        window.expCmdSn(),
        window.maxCmdSn(),
        dataSn,
        offset,
        Math.abs(residual),
        length);
  }

  /**
   * @param moved bytes the command had to move, for the residual
   */
  private void response(Task task, ScsiStatus status, long moved, ByteBuffer data) {
    events.commandEnded(task.specIfAny(), status, 0, taken(task));
    long residual = moved - task.expectedLength();
    ScsiResponse pdu =
        new ScsiResponse(
            false,
            false,
            residual > 0,
            residual < 0,
            ScsiResponse.COMMAND_COMPLETED_AT_TARGET,
            status.code(),
            task.tag(),
            0,
            nextStatSn(),
            window.expCmdSn(),
            window.maxCmdSn(),
            task.r2tSn(),
            0,
            Math.abs(residual),
            data.remaining());
    if (data.hasRemaining()) {
      writer.send(pdu, data);
    } else {
      writer.send(pdu);
    }
  }

  private static long taken(Task task) {
    return task.write() ? Math.min(task.received(), task.dataOutLength()) : 0;
  }
}

package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.SenseData;
import java.nio.ByteBuffer;

/** How a command ended. */
public sealed interface Outcome {
  Outcome GOOD = new Good();
  Outcome LATER = new Later();
  Outcome BUSY = new Busy();
  Outcome TASK_SET_FULL = new TaskSetFull();
  Outcome RESERVATION_CONFLICT = new ReservationConflict();
  Outcome TASK_ABORTED = new TaskAborted();

  /** GOOD, with what the context's Data-In buffer holds, if there is one. */
  record Good() implements Outcome {}

  /** GOOD with a few bytes of parameter data, already cut to the allocation length. */
  record GoodWithData(ByteBuffer data) implements Outcome {}

  record CheckCondition(SenseData sense) implements Outcome {}

  /** Cannot be taken now, the same command may be sent again. */
  record Busy() implements Outcome {}

  record TaskSetFull() implements Outcome {}

  record ReservationConflict() implements Outcome {}

  /** Ended by another nexus. SAM-5 §5.3.1, TAS. */
  record TaskAborted() implements Outcome {}

  /** Not ended: {@link CommandContext#complete} will be called, on any thread. */
  record Later() implements Outcome {}
}

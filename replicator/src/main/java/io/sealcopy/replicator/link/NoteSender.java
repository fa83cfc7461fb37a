package io.sealcopy.replicator.link;

import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** NOTE IMAGE and NOTE OPENING on a session with our remote. */
final class NoteSender {
  private NoteSender() {}

  /**
   * Sends it.
   *
   * @param which has an argument and no data
   * @param told see {@link ReplicationLink#noteImage}; not called when the nexus must end
   * @param end takes why it must: the remote has ended it, or cannot keep the note
   */
  static void send(
      Session session,
      int lun,
      VendorCommand which,
      long argument,
      Consumer<NoteOutcome> told,
      Consumer<LinkStop> end) {
    Cdb cdb = Cdb.of(new VendorCdb(which, argument, 0).encode());
    session.submit(
        ScsiRequest.withoutData(lun, cdb),
        outcome -> {
          NoteOutcome understood = understood(outcome);
          if (understood != null) {
            told.accept(understood);
          } else {
            end.accept(stop(which, outcome));
          }
        });
  }

  /** A take-over ends the nexus too: the next attempt to open one meets it. */
  private static LinkStop stop(VendorCommand which, ScsiOutcome outcome) {
    boolean ended =
        outcome instanceof ScsiOutcome.Response response
            && response
                .sense()
                .filter(s -> s.additionalSense() == AdditionalSense.COMMAND_SEQUENCE_ERROR)
                .isPresent();
    return ended
        ? LinkStop.away("the remote has ended the nexus")
        : LinkStop.of(which.title(), outcome);
  }

  /** Null when it means the end of the nexus. */
  private static @Nullable NoteOutcome understood(ScsiOutcome outcome) {
    return switch (outcome) {
      case ScsiOutcome.Failure _ -> NoteOutcome.AGAIN;
      case ScsiOutcome.Response response when response.good() -> NoteOutcome.TAKEN;
      case ScsiOutcome.Response response ->
          response.sense().isEmpty() ? NoteOutcome.AGAIN : refused(response.sense().get());
    };
  }

  /** A remote that is older than the command does not know its service action (SPC-4 §4.2.5.1). */
  private static @Nullable NoteOutcome refused(SenseData sense) {
    if (sense.additionalSense() == AdditionalSense.INVALID_COMMAND_OPERATION_CODE
        || sense.additionalSense() == AdditionalSense.INVALID_FIELD_IN_CDB) {
      return NoteOutcome.UNKNOWN;
    }
    return sense.key() == SenseKey.UNIT_ATTENTION ? NoteOutcome.AGAIN : null;
  }
}

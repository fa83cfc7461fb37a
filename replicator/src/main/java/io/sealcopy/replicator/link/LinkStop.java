package io.sealcopy.replicator.link;

import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseData;

/**
 * Why work with a remote cannot go on: {@link Trouble} passes by itself, {@link Refused} does not.
 */
public sealed interface LinkStop {
  String message();

  /** The same, and what else is to be said. */
  default LinkStop with(String more) {
    return switch (this) {
      case Trouble(LinkTrouble(var kind, String message)) ->
          new Trouble(new LinkTrouble(kind, message + more));
      case Refused(LinkRefusal(var kind, String message, var has)) ->
          new Refused(new LinkRefusal(kind, message + more, has));
    };
  }

  /** Tried again later. */
  record Trouble(LinkTrouble trouble) implements LinkStop {
    @Override
    public String message() {
      return trouble.message();
    }
  }

  /** Somebody must act. */
  record Refused(LinkRefusal refusal) implements LinkStop {
    @Override
    public String message() {
      return refusal.message();
    }
  }

  /** Carries a stop out of a sequence of commands; never leaves this package. */
  final class StopException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient LinkStop stop;

    StopException(LinkStop stop) {
      super(stop.message());
      this.stop = stop;
    }

    LinkStop stop() {
      return stop;
    }
  }

  static LinkStop away(String message) {
    return new Trouble(new LinkTrouble(LinkTrouble.Kind.AWAY, message));
  }

  static LinkStop notReady(String message) {
    return new Trouble(new LinkTrouble(LinkTrouble.Kind.NOT_READY, message));
  }

  static LinkStop refused(String message) {
    return new Refused(new LinkRefusal(LinkRefusal.Kind.REFUSED, message));
  }

  static LinkStop fenced(String message) {
    return new Refused(new LinkRefusal(LinkRefusal.Kind.FENCED, message));
  }

  /** By a remote of ours, which says what it has. */
  static LinkStop takenOver(String message, RemoteKind has) {
    return new Refused(new LinkRefusal(LinkRefusal.Kind.FENCED, message, has));
  }

  static LinkStop lostTrack(String message) {
    return new Refused(new LinkRefusal(LinkRefusal.Kind.LOST_TRACK, message));
  }

  /** What a failed attempt to open a session means. */
  static LinkStop of(OpenFailure failure) {
    return switch (failure) {
      case OpenFailure.NotConnected(String message) -> away(message);
      case OpenFailure.Interrupted(String message) -> away(message);
      case OpenFailure.LoginRefused refusal ->
          // RFC 7143 §11.13.5: class 2 is the initiator's fault, 3 the target's.
          refusal.statusClass() == 2 ? refused(refusal.message()) : notReady(refusal.message());
      case OpenFailure.NotAuthenticated(String message) -> refused(message);
      case OpenFailure.ProtocolViolation(String message) -> away(message);
    };
  }

  /** What a command's outcome other than GOOD means. */
  static LinkStop of(String what, ScsiOutcome outcome) {
    return switch (outcome) {
      case ScsiOutcome.Failure failure -> away(what + ": " + failure.message());
      case ScsiOutcome.Response response -> of(what, response);
    };
  }

  private static LinkStop of(String what, ScsiOutcome.Response response) {
    String message = what + ": " + response.describe();
    if (response.status() == ScsiStatus.RESERVATION_CONFLICT) {
      return fenced(message + ": another initiator has reserved the copy, or taken it over");
    }
    if (response.status() != ScsiStatus.CHECK_CONDITION || response.sense().isEmpty()) {
      return notReady(message);
    }
    SenseData sense = response.sense().get();
    if (sense.additionalSense() == AdditionalSense.SPACE_ALLOCATION_FAILED_WRITE_PROTECT) {
      // Which one only the remote knows: behind it in their order, all others wait, too.
      return new Trouble(
          new LinkTrouble(
              LinkTrouble.Kind.FULL,
              message + ": a copy of the group has no room there; the remote's status names it"));
    }
    return switch (sense.key()) {
      case ILLEGAL_REQUEST, DATA_PROTECT, BLANK_CHECK, VOLUME_OVERFLOW, MISCOMPARE ->
          refused(message);
      case NO_SENSE,
          RECOVERED_ERROR,
          NOT_READY,
          MEDIUM_ERROR,
          HARDWARE_ERROR,
          UNIT_ATTENTION,
          VENDOR_SPECIFIC,
          COPY_ABORTED,
          ABORTED_COMMAND,
          RESERVED,
          COMPLETED ->
          notReady(message);
    };
  }
}

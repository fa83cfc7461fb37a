package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.NoteOutcome;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Compares the opening under which the remote's changes were made with what is known here of it,
 * and tells it the present one before any change made under that crosses. So changes of a centre
 * that was restored from a backup are never taken for those that it had made before.
 */
final class OpeningNotes {
  private final GroupData data;
  private final ReplicationLink link;
  private final NoteQuestion question;
  private Openings known;

  /** This start's; 0 until a link is open for the first time. */
  private long present;

  private boolean told = true;

  /**
   * Ends the opening before, durably: nothing may have been appended since the start.
   *
   * @param kept as stored
   */
  OpeningNotes(GroupData data, ReplicationLink link, Openings kept) throws IOException {
    this.data = data;
    this.link = link;
    this.question = new NoteQuestion(data.ports);
    this.known = kept.ended(data.lastSequence());
    if (!known.equals(kept)) {
      data.ports.storeOpenings(known);
    }
  }

  /**
   * A nexus is open, and the numbers fit.
   *
   * @param before the first sequence that was not proven
   * @param reached the highest sequence of which anything has arrived
   * @param anew everything is copied anew, from {@code before} on
   * @return why the remote has other changes of these numbers, or null
   */
  @Nullable PairFault opened(
      long number, RemoteKind remote, long before, long reached, boolean anew) throws IOException {
    long there = openingAt(remote);
    question.closed();
    boolean nothingOfIt = anew && reached < before; // Whose the rest is does not matter any more.
    if (!nothingOfIt && !madeHere(there, reached)) {
      return restored(there, known.find(there), reached);
    }
    told = there == RemoteKind.NO_OPENINGS || (there > 0 && there == present);
    if (!told) {
      begin(there);
    }
    question.opened(number);
    return null;
  }

  /**
   * Whether a remote has changes of this centre as it is, and no others with their numbers.
   *
   * @param reached the highest sequence of which anything has arrived
   */
  boolean madeHere(RemoteKind remote, long reached) {
    return madeHere(openingAt(remote), reached);
  }

  private boolean madeHere(long there, long reached) {
    if (there <= 0) {
      return true; // It does not tell.
    }
    Openings.Opening opening = known.find(there);
    return opening != null && reached <= opening.last();
  }

  private static long openingAt(RemoteKind remote) {
    return switch (remote) {
      case RemoteKind.Ours ours -> ours.opening();
      case RemoteKind.Sealed sealed -> sealed.opening();
      case RemoteKind.Foreign _ -> RemoteKind.NO_OPENINGS;
    };
  }

  /** The present one is stored before the remote can know it. */
  private void begin(long there) throws IOException {
    while (present == 0) {
      long high = data.ports.random(Integer.MAX_VALUE);
      present = high << 32 | Integer.toUnsignedLong(data.ports.random(Integer.MAX_VALUE));
    }
    Openings next = known.from(there, present);
    data.ports.storeOpenings(next);
    known = next;
  }

  private static PairFault restored(long there, Openings.@Nullable Opening opening, long reached) {
    String what =
        opening == null
            ? "under an opening of this group that is not known here"
            : "up to sequence %d under an opening that ended here with %d"
                .formatted(reached, opening.last());
    return new PairFault(
        PairFault.Reason.REMOTE_LOST_TRACK,
        ("the remote has changes made %s (%016x): this centre, or the remote, was restored from a"
                + " backup, and the same numbers stand for other changes; if the volumes here are"
                + " right, sealcopy pair resync copies what differs")
            .formatted(what, there));
  }

  void closed() {
    question.closed();
  }

  /** Whether records may cross. */
  boolean mayShip() {
    return told;
  }

  /** Tells what is to be told. */
  void turn() {
    if (told || !question.mayAsk()) {
      return;
    }
    long number = question.ask();
    link.noteOpening(
        question.nexus(),
        present,
        outcome -> data.ports.post(new GroupEvent.OpeningNoted(number, outcome)));
  }

  /** An answer has come. */
  void told(GroupEvent.OpeningNoted event) {
    if (question.answered(event.question(), event.outcome())) {
      told = event.outcome() != NoteOutcome.AGAIN;
    }
  }
}

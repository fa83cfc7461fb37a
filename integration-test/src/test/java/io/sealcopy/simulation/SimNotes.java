package io.sealcopy.simulation;

import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.protocol.vendor.OpeningPage;
import io.sealcopy.replicator.link.NoteOutcome;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.target.remote.CopyAnswer;
import io.sealcopy.target.remote.CopyEvent;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** What the main centre tells the remote of its image, and what the remote tells others of it. */
final class SimNotes {
  private SimNotes() {}

  /** NOTE IMAGE over a session; refused, it means that the remote has ended the nexus. */
  static void send(
      SimRemote remote,
      SimSession over,
      ImageNote note,
      Consumer<NoteOutcome> told,
      Runnable ended) {
    send(
        remote,
        over,
        listener -> new CopyEvent.NoteImage(over.nexus(), note.encode(), listener),
        told,
        ended);
  }

  /** NOTE OPENING over a session, likewise. */
  static void sendOpening(
      SimRemote remote, SimSession over, long opening, Consumer<NoteOutcome> told, Runnable ended) {
    send(
        remote,
        over,
        listener -> new CopyEvent.Opening(over.nexus(), opening, listener),
        told,
        ended);
  }

  private static void send(
      SimRemote remote,
      SimSession over,
      Function<CopyAnswer.Listener, CopyEvent> note,
      Consumer<NoteOutcome> told,
      Runnable ended) {
    over.send(() ->
        remote.post(
            note.apply(answer ->
                over.answer(() -> {
                  if (answer instanceof CopyAnswer.Done) {
                    told.accept(NoteOutcome.TAKEN);
                  } else {
                    ended.run();
                  }
                }))));
  }

  /** READ OPENING over a session; with a planted bug it is not known there. */
  static void readOpening(SimRemote remote, SimSession over, PlantedBug bug, LongConsumer told) {
    over.send(() ->
        remote.post(
            new CopyEvent.Opening(
                over.nexus(),
                CopyEvent.Opening.ASKED,
                answer -> over.answer(() -> told.accept(opening(answer, bug))))));
  }

  private static long opening(CopyAnswer answer, PlantedBug bug) {
    if (!(answer instanceof CopyAnswer.Data(ByteBuffer bytes))) {
      throw new DamageNoticed("READ OPENING is answered " + answer);
    }
    long id = SimRemote.<OpeningPage>value(OpeningPage.decode(bytes)).id();
    return switch (bug) {
      // The second: openings would notice the lost numbers, too, so that two bugs are needed.
      case OPENINGS_ARE_NOT_COMPARED, JOURNAL_DAMAGE_IS_OVERLOOKED -> RemoteKind.NO_OPENINGS;
      default -> id;
    };
  }

  /** Whether a main centre has said since that moment that the image is whole, and not more. */
  static boolean areWhole(SimRemote remote, long since, Trace trace) {
    ImageNote note = remote.core().statistics().image().orElse(null);
    if (note == null) {
      return false;
    }
    trace.meet(note.copying() ? "image is a mixture" : "image is whole");
    return !note.copying() && note.moment() > since;
  }
}

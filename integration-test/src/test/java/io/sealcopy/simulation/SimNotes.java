package io.sealcopy.simulation;

import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.replicator.link.NoteOutcome;
import io.sealcopy.target.remote.CopyAnswer;
import io.sealcopy.target.remote.CopyEvent;
import java.util.function.Consumer;

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
    over.send(() ->
        remote.post(
            new CopyEvent.NoteImage(
                over.nexus(),
                note.encode(),
                answer ->
                    over.answer(() -> {
                      if (answer instanceof CopyAnswer.Done) {
                        told.accept(NoteOutcome.TAKEN);
                      } else {
                        ended.run();
                      }
                    }))));
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

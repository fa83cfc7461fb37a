package io.sealcopy.simulation;

import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.DigestAnswer;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.replicator.link.DigestOutcome;
import io.sealcopy.replicator.link.NoteOutcome;
import io.sealcopy.target.remote.CopyAnswer;
import io.sealcopy.target.remote.CopyEvent;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** One connection of a sealed link, and what was asked over it. */
final class SimLine {
  private final SimRemote remote;
  private final SimSession session;
  private final Set<Consumer<DigestOutcome>> asked = new LinkedHashSet<>();
  private final Set<Consumer<NoteOutcome>> noted = new LinkedHashSet<>();
  private boolean ready;

  /**
   * Connects.
   *
   * @param lost told when the remote has died
   */
  SimLine(SimRemote remote, Consumer<SimLine> lost) {
    this.remote = remote;
    this.session = remote.connect(() -> lost.accept(this));
  }

  SimSession session() {
    return session;
  }

  /** It is part of the nexus. */
  void ready() {
    ready = true;
  }

  boolean isReady() {
    return ready;
  }

  void status(int member, Consumer<CopyStatus> then) {
    session.send(() ->
        remote.post(
            new CopyEvent.ReadStatus(
                remote.member(member),
                answer -> {
                  ByteBuffer page = ((CopyAnswer.Data) answer).bytes();
                  session.answer(() -> {
                    CopyStatus status = SimRemote.<CopyStatus>value(CopyStatus.decode(page));
                    DamageNoticed.unless(
                        status.fault().isEmpty(), "the copy has a fault: " + status);
                    then.accept(status);
                  });
                })));
  }

  void ask(int member, long lba, int runs, Consumer<DigestOutcome> told) {
    asked.add(told);
    session.send(() ->
        remote.post(
            new CopyEvent.ReadDigests(
                remote.member(member),
                lba,
                DigestAnswer.bytesFor(runs),
                answer ->
                    session.answer(() -> {
                      asked.remove(told);
                      told.accept(digests(answer));
                    }))));
  }

  void note(ImageNote note, Consumer<NoteOutcome> told, Runnable ended) {
    noted.add(told);
    SimNotes.send(
        remote,
        session,
        note,
        outcome -> {
          noted.remove(told);
          told.accept(outcome);
        },
        ended);
  }

  /** READ OPENING; with a planted bug it is not known there. */
  void opening(PlantedBug bug, LongConsumer then) {
    SimNotes.readOpening(remote, session, bug, then);
  }

  void noteOpening(long opening, Consumer<NoteOutcome> told, Runnable ended) {
    noted.add(told);
    SimNotes.sendOpening(
        remote,
        session,
        opening,
        outcome -> {
          noted.remove(told);
          told.accept(outcome);
        },
        ended);
  }

  private static DigestOutcome digests(CopyAnswer answer) {
    return answer instanceof CopyAnswer.Data(ByteBuffer bytes)
        ? new DigestOutcome.Told(SimRemote.<DigestAnswer>value(DigestAnswer.decode(bytes)))
        : new DigestOutcome.Later(answer.toString());
  }

  /** It is cut, and the nexus is not: what was asked over it may be asked again. */
  void forgetQuestions() {
    List<Consumer<DigestOutcome>> open = List.copyOf(asked);
    asked.clear();
    open.forEach(told -> told.accept(new DigestOutcome.Later("cut")));
    List<Consumer<NoteOutcome>> unsaid = List.copyOf(noted);
    noted.clear();
    unsaid.forEach(told -> told.accept(NoteOutcome.AGAIN));
  }
}

package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.replicator.link.ReplicationLink;

/**
 * Tells the remote whether its image is whole, so that whoever takes it over knows: before anything
 * crosses that makes it a mixture, and after all has that makes it whole again. Nothing that is
 * shipped while it is whole changes that, so an idle pair and one in state PAIR have nothing to
 * say.
 */
final class ImageNotes {
  /** What the remote has for certain, in this nexus. */
  private enum Known {
    NOTHING,
    WHOLE,
    MIXTURE
  }

  private final GroupData data;
  private final ReplicationLink link;
  private final NoteQuestion question;
  private boolean cannot;
  private boolean askedMixture;
  private long moment;
  private Known known = Known.NOTHING;

  ImageNotes(GroupData data, ReplicationLink link) {
    this.data = data;
    this.link = link;
    this.question = new NoteQuestion(data.ports);
  }

  void opened(long number) {
    question.opened(number);
    cannot = false;
    known = Known.NOTHING;
  }

  void closed() {
    question.closed();
  }

  /** Whether records may cross. */
  boolean mayShip(boolean whole) {
    return whole || cannot || known == Known.MIXTURE;
  }

  /** Tells what is to be told. */
  void turn(boolean whole) {
    if (cannot || known == (whole ? Known.WHOLE : Known.MIXTURE) || !question.mayAsk()) {
      return;
    }
    askedMixture = !whole;
    if (whole) {
      known = Known.NOTHING; // From now on it may believe so, whatever becomes of the answer.
    }
    // A note that comes late must be known as such, whatever the clock does.
    moment = Math.max(moment + 1, data.ports.wallMillis());
    long number = question.ask();
    link.noteImage(
        question.nexus(),
        new ImageNote(moment, askedMixture),
        outcome -> data.ports.post(new GroupEvent.ImageNoted(number, outcome)));
  }

  /** An answer has come. */
  void told(GroupEvent.ImageNoted event) {
    if (!question.answered(event.question(), event.outcome())) {
      return;
    }
    switch (event.outcome()) {
      case TAKEN -> known = askedMixture ? Known.MIXTURE : Known.WHOLE;
      case UNKNOWN -> cannot = true;
      case AGAIN -> {}
    }
  }
}

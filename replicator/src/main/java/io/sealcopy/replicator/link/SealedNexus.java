package io.sealcopy.replicator.link;

import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.SessionListener;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.VendorCommand;
import io.sealcopy.replicator.Threads;
import io.sealcopy.replicator.link.LinkStop.StopException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One nexus of a sealed link: all its connections, from the first attempt to the end of the last
 * command. It lives as long as one of them does; those that break are made anew, and what they had
 * not brought to its end is sent over the others. Safe for any thread.
 */
final class SealedNexus {
  private static final Duration RECONNECT = Duration.ofSeconds(1);

  /** For a further connection that the remote does not want: the others do its work. */
  private static final Duration REFUSED = Duration.ofSeconds(30);

  /** One connection. */
  final class Line implements SessionListener {
    private final int slot;
    private @Nullable Session session;

    /** Bytes of records that were sent and not answered. Guarded by the nexus. */
    private long underWay;

    /** Why it will end. Guarded by the nexus. */
    private @Nullable LinkStop stop;

    /** It has ended. Guarded by the nexus. */
    private boolean over;

    private Line(int slot) {
      this.slot = slot;
    }

    SealedNexus nexus() {
      return SealedNexus.this;
    }

    @Override
    public void closed(ScsiOutcome.Failure failure) {
      ended(this, LinkStop.away(failure.message()));
    }
  }

  private final String name;
  private final long number;
  private final OpenNexus.Link terms;
  private final SealedLink.Destination destination;
  private final OurCopies copies;
  private final LinkListener listener;

  // Guarded by this.
  private final List<Line> lines = new ArrayList<>();
  private boolean up;

  /** Lines that may still use a buffer, or may come to. */
  private int alive = 1;

  private @Nullable LinkStop reason;
  private boolean told;

  /** The caller calls {@link #connect} for slot 0. */
  SealedNexus(
      String name,
      long number,
      OpenNexus.Link terms,
      SealedLink.Destination destination,
      LinkListener listener) {
    this.name = name;
    this.number = number;
    this.terms = terms;
    this.destination = destination;
    this.copies =
        new OurCopies(
            destination.logins().getFirst().initiatorName(),
            destination.places(),
            (binding, opening) -> new RemoteKind.Sealed(binding.durableSequence(), opening));
    this.listener = listener;
  }

  long number() {
    return number;
  }

  int lunOf(int member) {
    return destination.places().get(member).url().lun();
  }

  void acknowledged(long token) {
    listener.acknowledged(number, token);
  }

  /** Connects a line; blocks. It counts as alive already. */
  void connect(int slot) {
    Line line = new Line(slot);
    switch (Session.open(
        destination.places().getFirst().url(), destination.logins().get(slot), line)) {
      case OpenFailure failure -> ended(line, LinkStop.of(failure));
      case Session session -> {
        line.session = session;
        try {
          copies.makeReady(session);
          ready(line, session, copies.open(session, Optional.of(terms)));
        } catch (StopException e) {
          stop(line, e.stop());
        }
      }
    }
  }

  private void ready(Line line, Session session, RemoteKind remote) {
    boolean first;
    boolean over;
    synchronized (this) {
      over = reason != null;
      first = !up && !over;
      first &= !line.over;
      if (!over && !line.over && line.stop == null) {
        lines.add(line);
      }
      up |= first;
    }
    if (over) {
      session.abandon(); // It was closed while it was being opened; closed() follows.
    } else if (first) {
      listener.opened(number, remote);
      for (int slot = 1; slot < destination.logins().size(); slot++) {
        connectSoon(slot, Duration.ZERO);
      }
    }
  }

  private void connectSoon(int slot, Duration delay) {
    Threads.virtual(
        "link-" + name + "-" + slot,
        () -> {
          try {
            Thread.sleep(delay);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          synchronized (this) {
            if (reason != null) {
              return;
            }
            alive++;
          }
          connect(slot);
        });
  }

  /** Sends a record over the line that has least to do; nothing happens when none is up. */
  void send(long token, int member, ByteBuffer head, ByteBuffer rest) {
    submit(new SentRecord(this, token, member, head, rest));
  }

  void submit(SentRecord record) {
    Line line = null;
    synchronized (this) {
      for (int i = 0; i < lines.size() && reason == null; i++) {
        Line each = lines.get(i);
        line = line == null || each.underWay < line.underWay ? each : line;
      }
      if (line == null) {
        return; // What follows says that the nexus is lost, and everything is sent again.
      }
      line.underWay += record.bytes();
    }
    Session session = line.session;
    if (session != null) {
      session.submit(record.over(line), record);
    }
  }

  void ciphertext(int member, LongConsumer told) {
    Session session = firstSession();
    if (session != null) {
      StatusQuestion.ciphertext(session, lunOf(member), told);
    }
  }

  /** Asks for digests over the first line that there is; not told when none is up. */
  void digests(int member, long lba, int runs, Consumer<DigestOutcome> told) {
    Session session = firstSession();
    if (session != null) {
      DigestQuestion.ask(session, lunOf(member), lba, runs, told);
    } else {
      told.accept(new DigestOutcome.Later("no connection is up"));
    }
  }

  private synchronized @Nullable Session firstSession() {
    return reason != null || lines.isEmpty() ? null : lines.getFirst().session;
  }

  /** Tells the remote something over the first line that there is. */
  void note(VendorCommand which, long argument, Consumer<NoteOutcome> told) {
    Session session = firstSession();
    if (session != null) {
      Consumer<LinkStop> end = why -> Threads.virtual("link-" + name + "-end", () -> end(why));
      NoteSender.send(session, lunOf(0), which, argument, told, end);
    } else {
      told.accept(NoteOutcome.AGAIN);
    }
  }

  /** A record has come to some end on a line. */
  void answered(Line line, SentRecord record) {
    synchronized (this) {
      line.underWay -= record.bytes();
    }
  }

  /** The line is breaking, or must not be used any more: nothing more is sent over it. */
  void stop(Line line, LinkStop why) {
    synchronized (this) {
      lines.remove(line);
      if (line.stop == null) {
        line.stop = why;
      }
    }
    Session session = line.session;
    if (session != null) {
      // On another thread: completions run on those of the session, which ends here.
      Threads.virtual("link-" + name + "-end", () -> end(line, session, why));
    }
  }

  private void end(Line line, Session session, LinkStop why) {
    LinkStop explained = copies.explained(session, why);
    synchronized (this) {
      if (why.equals(line.stop)) {
        line.stop = explained;
      }
    }
    session.abandon();
  }

  /** The line uses no buffer any more. */
  private void ended(Line line, LinkStop why) {
    boolean again;
    synchronized (this) {
      lines.remove(line);
      line.over = true;
      alive--;
      LinkStop first = line.stop == null ? why : line.stop;
      if (reason == null && lines.isEmpty()) {
        reason = first;
      }
      again = reason == null;
    }
    if (again) {
      connectSoon(line.slot, why instanceof LinkStop.Refused ? REFUSED : RECONNECT);
    } else {
      end(why);
    }
  }

  /** Ends the nexus, for the first reason that is given. */
  void end(LinkStop why) {
    List<Line> open;
    LinkStop tell = null;
    synchronized (this) {
      if (reason == null) {
        reason = why;
      }
      open = List.copyOf(lines);
      lines.clear();
      if (alive == 0 && !told) {
        told = true;
        tell = reason;
      }
    }
    for (Line line : open) {
      stop(line, why);
    }
    switch (tell) {
      case null -> {}
      case LinkStop.Trouble(LinkTrouble trouble) -> listener.lost(number, trouble);
      case LinkStop.Refused(LinkRefusal refusal) -> listener.refused(number, refusal);
    }
  }
}

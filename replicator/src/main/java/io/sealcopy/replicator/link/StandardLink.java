package io.sealcopy.replicator.link;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.SessionListener;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.protocol.vendor.VendorCommand;
import io.sealcopy.replicator.Threads;
import io.sealcopy.replicator.link.LinkStop.StopException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code standard} link: ciphertext crosses as the data of ordinary WRITEs, to our remote
 * centre (vendor commands open the nexus) or to any other target (held by a reservation).
 */
public final class StandardLink implements ReplicationLink {
  /**
   * Where the link leads.
   *
   * @param places of the members in their order, all at one target
   * @param foreign the target knows nothing of us
   */
  public record Destination(InitiatorOptions options, List<CopyPlace> places, boolean foreign) {}

  /** One nexus, from its first connection to the end of its last command. */
  private final class Nexus implements SessionListener {
    final long number;
    private @Nullable LinkStop reason;
    private boolean told;
    private final AtomicBoolean refused = new AtomicBoolean();
    private volatile @Nullable Session session;

    Nexus(long number) {
      this.number = number;
    }

    /** The first reason stands: what follows from it says less. */
    synchronized void endFor(LinkStop why) {
      if (reason == null) {
        reason = why;
      }
    }

    void end(LinkStop why) {
      endFor(why);
      Session open = session;
      if (open == null) {
        tell();
      } else {
        open.abandon(); // closed() follows, when no command uses a buffer any more.
      }
    }

    @Override
    public void closed(ScsiOutcome.Failure failure) {
      endFor(LinkStop.away(failure.message()));
      tell();
    }

    synchronized boolean isTold() {
      return told;
    }

    private void tell() {
      LinkStop why;
      synchronized (this) {
        if (told || reason == null) {
          return;
        }
        told = true;
        why = reason;
      }
      switch (why) {
        case LinkStop.Trouble(LinkTrouble trouble) -> listener.lost(number, trouble);
        case LinkStop.Refused(LinkRefusal refusal) -> listener.refused(number, refusal);
      }
    }
  }

  private final Destination destination;
  private final LinkListener listener;
  private final String name;
  private final CopyPlace[] places;
  private final OurCopies copies;
  private final LongSupplier random;
  private volatile @Nullable Nexus current;

  /**
   * @param name of the group, for thread names
   * @param random makes link numbers, which no other link of the group may ever have had
   */
  public StandardLink(
      String name, Destination destination, LinkListener listener, LongSupplier random) {
    this.random = random;
    this.name = name;
    this.destination = destination;
    this.places = destination.places().toArray(CopyPlace[]::new);
    this.copies =
        new OurCopies(
            destination.options().initiatorName(),
            destination.places(),
            (binding, opening) -> new RemoteKind.Ours(binding.durableArrival(), opening));
    this.listener = listener;
  }

  @Override
  public void open(long number) {
    Nexus before = current;
    Nexus nexus = new Nexus(number);
    current = nexus;
    Threads.virtual(
        "link-" + name,
        () -> {
          if (before != null) {
            before.end(LinkStop.away("replaced by a new nexus"));
          }
          connect(nexus);
        });
  }

  private void connect(Nexus nexus) {
    switch (Session.open(places[0].url(), destination.options(), nexus)) {
      case OpenFailure failure -> nexus.end(LinkStop.of(failure));
      case Session session -> {
        nexus.session = session;
        if (nexus.isTold()) {
          session.abandon(); // Closed while it was being opened.
          return;
        }
        try {
          listener.opened(nexus.number, begin(session));
        } catch (StopException e) {
          nexus.end(e.stop());
        }
      }
    }
  }

  private RemoteKind begin(Session session) throws StopException {
    copies.makeReady(session);
    return destination.foreign() ? beginForeign(session) : beginOurs(session);
  }

  private RemoteKind beginForeign(Session session) throws StopException {
    boolean reserved = true;
    for (CopyPlace place : places) {
      Optional<Long> key = place.reservationKey();
      reserved &= key.isPresent();
      if (key.isPresent() && !OurCopies.unit(session, place).holdsReservation(key.get())) {
        // Rule 6: a registration that is gone means that somebody took the copy, or may have.
        throw new StopException(
            LinkStop.fenced(
                "our reservation of "
                    + place.url()
                    + " is gone: the target restarted without keeping it, or another host took the"
                    + " copy over"));
      }
    }
    return new RemoteKind.Foreign(reserved);
  }

  private RemoteKind beginOurs(Session session) throws StopException {
    return copies.open(session, places[0].copy().standardLink(random));
  }

  @Override
  public void write(long number, long token, int member, long lba, ByteBuffer data) {
    CopyPlace place = places[member];
    int blocks = data.remaining() / place.copy().geometry().blockLength();
    boolean fitsTen = lba + blocks <= 0xffff_ffffL && blocks <= 0xffff;
    Cdb cdb =
        fitsTen ? BlockCdbs.write10(lba, blocks, false) : BlockCdbs.write16(lba, blocks, false);
    ScsiRequest request = ScsiRequest.writing(place.url().lun(), cdb, data);
    submit(number, token, request, "WRITE", null);
  }

  @Override
  public void zero(long number, long token, int member, long lba, int blocks) {
    Cdb cdb = BlockCdbs.writeZeros16(lba, blocks);
    ScsiRequest request = ScsiRequest.withoutData(places[member].url().lun(), cdb);
    submit(number, token, request, "WRITE SAME", null);
  }

  @Override
  public void flush(long number, long token) {
    AtomicInteger left = new AtomicInteger(places.length);
    for (CopyPlace place : places) {
      Cdb cdb = BlockCdbs.synchronizeCache10(0, 0);
      ScsiRequest request = ScsiRequest.withoutData(place.url().lun(), cdb);
      submit(number, token, request, "SYNCHRONIZE CACHE", left);
    }
  }

  @Override
  public void digests(long number, int member, long lba, int runs, Consumer<DigestOutcome> told) {
    Nexus nexus = current;
    Session session = nexus == null || nexus.number != number ? null : nexus.session;
    if (destination.foreign()) {
      told.accept(
          new DigestOutcome.Impossible("a foreign target does not tell what its bytes are"));
    } else if (session != null) {
      DigestQuestion.ask(session, places[member].url().lun(), lba, runs, told);
    }
  }

  @Override
  public void noteImage(long number, ImageNote note, Consumer<NoteOutcome> told) {
    note(number, VendorCommand.NOTE_IMAGE, note.encode(), told);
  }

  @Override
  public void noteOpening(long number, long opening, Consumer<NoteOutcome> told) {
    note(number, VendorCommand.NOTE_OPENING, opening, told);
  }

  private void note(long number, VendorCommand which, long argument, Consumer<NoteOutcome> told) {
    Nexus nexus = current;
    Session session = nexus == null || nexus.number != number ? null : nexus.session;
    if (destination.foreign()) {
      told.accept(NoteOutcome.UNKNOWN);
    } else if (nexus != null && session != null) {
      Consumer<LinkStop> end = why -> refused(nexus, session, why);
      NoteSender.send(session, places[0].url().lun(), which, argument, told, end);
    }
  }

  @Override
  public void ciphertext(int member, LongConsumer told) {
    Nexus nexus = current;
    Session session = nexus == null || destination.foreign() ? null : nexus.session;
    if (session != null) {
      StatusQuestion.ciphertext(session, places[member].url().lun(), told);
    }
  }

  /**
   * Submits a command.
   *
   * @param left how many commands end before the token is acknowledged; null: this one alone
   */
  private void submit(
      long number, long token, ScsiRequest request, String what, @Nullable AtomicInteger left) {
    Nexus nexus = current;
    Session session = nexus == null || nexus.number != number ? null : nexus.session;
    if (nexus == null || session == null) {
      return;
    }
    session.submit(
        request,
        outcome -> {
          if (outcome.good()) {
            if (left == null || left.decrementAndGet() == 0) {
              listener.acknowledged(number, token);
            }
          } else {
            LinkStop why = LinkStop.of(what, outcome);
            if (outcome instanceof ScsiOutcome.Response) {
              refused(nexus, session, why);
            }
          }
        });
  }

  private void refused(Nexus nexus, Session session, LinkStop why) {
    if (nexus.refused.getAndSet(true)) {
      return; // The others follow from the first.
    }
    Threads.virtual(
        "link-" + name + "-end",
        () -> nexus.end(destination.foreign() ? why : copies.explained(session, why)));
  }

  @Override
  public void close() {
    Nexus nexus = current;
    if (nexus != null) {
      Threads.virtual(
          "link-" + name + "-end", () -> nexus.end(LinkStop.away("closed by this centre")));
    }
  }
}

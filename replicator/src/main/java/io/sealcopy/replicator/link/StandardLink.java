package io.sealcopy.replicator.link;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.SessionListener;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.replicator.Threads;
import io.sealcopy.replicator.link.LinkStop.StopException;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code standard} link: ciphertext crosses as the data of ordinary WRITEs, to our remote
 * centre (vendor commands open the nexus) or to any other target (held by a reservation).
 */
public final class StandardLink implements ReplicationLink {
  /**
   * Where the link leads.
   *
   * @param foreign the target knows nothing of us
   * @param reservationKey of a foreign target that has persistent reservations; empty: it has none
   */
  public record Destination(
      IscsiUrl url,
      InitiatorOptions options,
      CopyIdentity copy,
      boolean foreign,
      Optional<Long> reservationKey) {}

  /** One nexus, from its first connection to the end of its last command. */
  private final class Nexus implements SessionListener {
    final long number;
    private @Nullable LinkStop reason;
    private boolean told;
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
  private @Nullable Nexus current;

  /**
   * @param name of the group, for thread names
   */
  public StandardLink(String name, Destination destination, LinkListener listener) {
    this.name = name;
    this.destination = destination;
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
    switch (Session.open(destination.url(), destination.options(), nexus)) {
      case OpenFailure failure -> nexus.end(LinkStop.of(failure));
      case Session session -> {
        nexus.session = session;
        if (nexus.isTold()) {
          session.abandon(); // Closed while it was being opened.
          return;
        }
        try {
          RemoteKind remote = begin(new RemoteUnit(session, destination.url().lun()));
          listener.opened(nexus.number, remote);
        } catch (StopException e) {
          nexus.end(e.stop());
        }
      }
    }
  }

  private RemoteKind begin(RemoteUnit unit) throws StopException {
    unit.makeReady();
    checkGeometry(unit.geometry());
    return destination.foreign() ? beginForeign(unit) : beginOurs(unit);
  }

  private void checkGeometry(VolumeGeometry theirs) throws StopException {
    VolumeGeometry ours = destination.copy().geometry();
    if (theirs.blockLength() != ours.blockLength() || theirs.blockCount() < ours.blockCount()) {
      throw new StopException(
          LinkStop.refused(
              "%s has %d blocks of %d bytes, the P-VOL %d of %d: it cannot hold the copy"
                  .formatted(
                      destination.url(),
                      theirs.blockCount(),
                      theirs.blockLength(),
                      ours.blockCount(),
                      ours.blockLength())));
    }
  }

  /** Refuses a group of several volumes where each of them would have a sequence of its own. */
  static void requireGroups(IscsiUrl url, int volumes) throws StopException {
    if (volumes > 1) {
      throw new StopException(
          LinkStop.refused(
              "%s keeps no order across %d volumes: its Sealcopy is too old for groups"
                  .formatted(url, volumes)));
    }
  }

  private RemoteKind beginForeign(RemoteUnit unit) throws StopException {
    Optional<Long> key = destination.reservationKey();
    if (key.isPresent() && !unit.holdsReservation(key.get())) {
      // Rule 6: a registration that is gone means that somebody took the copy, or may have.
      throw new StopException(
          LinkStop.fenced(
              "our reservation of "
                  + destination.url()
                  + " is gone: the target restarted without keeping it, or another host took the"
                  + " copy over"));
    }
    return new RemoteKind.Foreign(key.isPresent());
  }

  private RemoteKind beginOurs(RemoteUnit unit) throws StopException {
    checkBinding(binding(unit));
    CopyIdentity copy = destination.copy();
    unit.openNexus(
        new OpenNexus(
            copy.groupId(),
            copy.volumeId(),
            copy.direction(),
            copy.pairEpoch(),
            copy.generation(),
            copy.keyId()));
    // Only now is the arrival number final: what the nexus before had under way has ended.
    return new RemoteKind.Ours(binding(unit).durableArrival());
  }

  private CopyStatus.Binding binding(RemoteUnit unit) throws StopException {
    CopyStatus status =
        unit.copyStatus()
            .orElseThrow(() ->
                new StopException(
                    LinkStop.refused(
                        ("%s does not know the copy commands: it is no Sealcopy remote centre,"
                                + " or gives %s no role \"replication\" on this volume")
                            .formatted(destination.url(), destination.options().initiatorName()))));
    if (status.fault().isPresent()) {
      throw new StopException(
          LinkStop.refused("the copy is damaged: " + status.fault().get().text()));
    }
    return status
        .binding()
        .orElseThrow(() ->
            new StopException(
                LinkStop.refused(destination.url() + " is bound to no pair (any more)")));
  }

  private void checkBinding(CopyStatus.Binding binding) throws StopException {
    CopyIdentity copy = destination.copy();
    if (!binding.groupId().equals(copy.groupId())
        || !binding.volumeId().equals(copy.volumeId())
        || binding.direction() != copy.direction()) {
      throw new StopException(
          LinkStop.refused(
              "%s holds the copy of another pair (group %s)"
                  .formatted(destination.url(), binding.groupId())));
    }
    if (binding.pairEpoch() > copy.pairEpoch()) {
      throw new StopException(
          LinkStop.fenced(
              "the remote was taken over (pair epoch %d, ours is %d)"
                  .formatted(binding.pairEpoch(), copy.pairEpoch())));
    }
  }

  @Override
  public void write(long number, long token, long lba, ByteBuffer data) {
    int blocks = data.remaining() / destination.copy().geometry().blockLength();
    boolean fitsTen = lba + blocks <= 0xffff_ffffL && blocks <= 0xffff;
    Cdb cdb =
        fitsTen ? BlockCdbs.write10(lba, blocks, false) : BlockCdbs.write16(lba, blocks, false);
    submit(number, token, ScsiRequest.writing(destination.url().lun(), cdb, data), "WRITE");
  }

  @Override
  public void flush(long number, long token) {
    Cdb cdb = BlockCdbs.synchronizeCache10(0, 0);
    submit(
        number, token, ScsiRequest.withoutData(destination.url().lun(), cdb), "SYNCHRONIZE CACHE");
  }

  private void submit(long number, long token, ScsiRequest request, String what) {
    Nexus nexus = current;
    Session session = nexus == null || nexus.number != number ? null : nexus.session;
    if (nexus == null || session == null) {
      return;
    }
    session.submit(
        request,
        outcome -> {
          if (outcome.good()) {
            listener.acknowledged(number, token);
          } else {
            LinkStop why = LinkStop.of(what, outcome);
            if (outcome instanceof ScsiOutcome.Response) {
              nexus.endFor(why);
              Threads.virtual("link-" + name + "-end", () -> nexus.end(why));
            }
          }
        });
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

package io.sealcopy.replicator.link;

import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.replicator.link.LinkStop.StopException;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.List;
import java.util.Optional;

/** The copies of one group at one target: what every session with them begins with. Blocks. */
final class OurCopies {
  /** What a copy's status says of what has arrived, by the kind of the link. */
  @FunctionalInterface
  interface Arrived {
    RemoteKind of(CopyStatus.Binding binding, long opening);
  }

  private final String initiatorName;
  private final List<CopyPlace> places;
  private final Arrived arrived;

  /**
   * @param initiatorName for messages
   * @param places of the members in their order, all at one target
   */
  OurCopies(String initiatorName, List<CopyPlace> places, Arrived arrived) {
    this.initiatorName = initiatorName;
    this.places = List.copyOf(places);
    this.arrived = arrived;
  }

  /** Waits until all units are ready, and compares their sizes. */
  void makeReady(Session session) throws StopException {
    for (CopyPlace place : places) {
      RemoteUnit unit = unit(session, place);
      unit.makeReady();
      checkGeometry(unit.geometry(), place);
    }
  }

  static RemoteUnit unit(Session session, CopyPlace place) {
    return new RemoteUnit(session, place.url().lun());
  }

  private static void checkGeometry(VolumeGeometry theirs, CopyPlace place) throws StopException {
    VolumeGeometry ours = place.copy().geometry();
    if (theirs.blockLength() != ours.blockLength() || theirs.blockCount() < ours.blockCount()) {
      throw new StopException(
          LinkStop.refused(
              "%s has %d blocks of %d bytes, the P-VOL %d of %d: it cannot hold the copy"
                  .formatted(
                      place.url(),
                      theirs.blockCount(),
                      theirs.blockLength(),
                      ours.blockCount(),
                      ours.blockLength())));
    }
  }

  /**
   * Opens the nexus at each copy, once all have been looked at.
   *
   * @return what the first copy says after that: only now is it final what has arrived, since what
   *     the nexus before had under way is ended
   */
  RemoteKind open(Session session, Optional<OpenNexus.Link> link) throws StopException {
    for (CopyPlace place : places) {
      checkBinding(session, place);
    }
    if (link.isPresent()) {
      checkSequence(binding(session, places.getFirst()), link.get());
    }
    for (CopyPlace place : places) {
      try {
        unit(session, place).openNexus(place.copy().openList(link));
      } catch (StopException e) {
        throw new StopException(explained(session, e.stop())); // Taken over since it was looked at.
      }
    }
    CopyPlace first = places.getFirst();
    return arrived.of(binding(session, first), unit(session, first).opening());
  }

  private CopyStatus.Binding binding(Session session, CopyPlace place) throws StopException {
    CopyStatus status =
        unit(session, place)
            .copyStatus()
            .orElseThrow(() ->
                new StopException(
                    LinkStop.refused(
                        ("%s does not know the copy commands: it is no Sealcopy remote centre,"
                                + " or gives %s no role \"replication\" on this volume")
                            .formatted(place.url(), initiatorName))));
    if (status.fault().isPresent()) {
      throw new StopException(
          LinkStop.refused("the copy is damaged: " + status.fault().get().text()));
    }
    return status
        .binding()
        .orElseThrow(() ->
            new StopException(LinkStop.refused(place.url() + " is bound to no pair (any more)")));
  }

  /**
   * What a refusal of a command means: a take-over ends the nexus, and only the status tells that
   * from other reasons to refuse.
   */
  LinkStop explained(Session session, LinkStop refusal) {
    if (refusal instanceof LinkStop.Trouble) {
      return refusal;
    }
    try {
      for (CopyPlace place : places) {
        checkBinding(session, place);
      }
    } catch (StopException e) {
      return e.stop() instanceof LinkStop.Refused ? e.stop() : refusal;
    }
    return refusal;
  }

  /** What was proven once is there still. */
  private static void checkSequence(CopyStatus.Binding binding, OpenNexus.Link link)
      throws StopException {
    long durable = binding.durableSequence();
    if (link.kind() == OpenNexus.LinkKind.SEALED
        && !link.anew()
        && durable < link.nextSequence() - 1) {
      throw new StopException(
          LinkStop.lostTrack(
              ("the remote has the records up to %d only, although those up to %d were proven:"
                      + " it was restored or exchanged")
                  .formatted(durable, link.nextSequence() - 1)));
    }
  }

  private void checkBinding(Session session, CopyPlace place) throws StopException {
    CopyStatus.Binding binding = binding(session, place);
    CopyIdentity copy = place.copy();
    if (!binding.groupId().equals(copy.groupId())
        || !binding.volumeId().equals(copy.volumeId())
        || binding.direction() != copy.direction()) {
      throw new StopException(
          LinkStop.refused(
              "%s holds the copy of another pair (group %s)"
                  .formatted(place.url(), binding.groupId())));
    }
    if (binding.pairEpoch() > copy.pairEpoch()) {
      throw new StopException(
          LinkStop.takenOver(
              "the remote was taken over (pair epoch %d, ours is %d)"
                  .formatted(binding.pairEpoch(), copy.pairEpoch()),
              arrived.of(binding, openingOfTakenOver(session, place))));
    }
  }

  /** A remote that cannot tell has been taken over all the same: then only numbers are compared. */
  private static long openingOfTakenOver(Session session, CopyPlace place) {
    try {
      return unit(session, place).opening();
    } catch (StopException _) {
      return RemoteKind.NO_OPENINGS;
    }
  }
}

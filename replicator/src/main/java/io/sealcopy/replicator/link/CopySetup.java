package io.sealcopy.replicator.link;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.replicator.link.LinkStop.StopException;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is done once at a remote before a pair's link is opened, and undone at its end. Blocks. */
public final class CopySetup {
  private CopySetup() {}

  /**
   * Binds the copies at our remote and hands over their key record. Null when done, else why not;
   * no copy is bound before all have been looked at.
   *
   * @param keyRecord empty when nothing is sealed
   * @param random makes link numbers
   */
  public static @Nullable LinkStop bind(
      InitiatorOptions options,
      List<CopyPlace> places,
      CopyBinding binding,
      Optional<byte[]> keyRecord,
      LongSupplier random) {
    return binding.bind(
        keyRecord,
        session -> {
          for (CopyPlace place : places) {
            check(unit(session, place), place, options, binding);
          }
        },
        session -> {
          for (CopyPlace place : places.subList(1, places.size())) {
            requireOneGroup(session, place, places, random);
          }
        });
  }

  /**
   * A remote that knows groups keeps one key record for all copies of one; where each copy is for
   * itself only the first can be opened, and the order across them would be lost (rule 1).
   */
  private static void requireOneGroup(
      Session session, CopyPlace place, List<CopyPlace> places, LongSupplier random)
      throws StopException {
    try {
      CopyIdentity first = places.getFirst().copy();
      Optional<OpenNexus.Link> link = first.standardLink(random);
      unit(session, places.getFirst()).openNexus(first.openList(link));
      unit(session, place).openNexus(place.copy().openList(link));
    } catch (StopException e) {
      unit(session, places.getFirst()).closeNexus(); // An open nexus is more than an attempt.
      throw e.stop() instanceof LinkStop.Refused
          ? new StopException(
              LinkStop.refused(
                  ("%s does not keep %d volumes in one order: its Sealcopy is too old for groups"
                          + " (it said: %s)")
                      .formatted(place.url(), places.size(), e.getMessage())))
          : e;
    }
  }

  private static void check(
      RemoteUnit unit, CopyPlace place, InitiatorOptions options, CopyBinding binding)
      throws StopException {
    requireRoom(place.url(), unit.geometry(), place.copy().geometry());
    CopyStatus status =
        unit.copyStatus()
            .orElseThrow(() ->
                new StopException(
                    LinkStop.refused(
                        ("%s does not know the copy commands: it is no Sealcopy remote centre"
                                + " (then say --foreign), or gives %s no role \"replication\" on"
                                + " this volume")
                            .formatted(place.url(), options.initiatorName()))));
    if (status.binding().isPresent()) {
      throw new StopException(LinkStop.refused(binding.taken(place, status.binding().get())));
    }
  }

  /**
   * Has our remote keep an image of the copies as they are, until {@link #dropImage}. Null when
   * done, else why not.
   *
   * @param time of it by our wall clock, milliseconds since 1970
   */
  public static @Nullable LinkStop keepImage(
      InitiatorOptions options, List<CopyPlace> places, long time) {
    return with(
        options,
        places.subList(0, 1),
        session -> {
          if (!unit(session, ours(session, places)).keepImage(time)) {
            throw new StopException(
                LinkStop.refused(
                    places.getFirst().url() + " is too old to keep an earlier image of a copy"));
          }
        });
  }

  /** Has our remote drop the image, if there is one. Null when there is none any more. */
  public static @Nullable LinkStop dropImage(InitiatorOptions options, List<CopyPlace> places) {
    return with(
        options,
        places.subList(0, 1),
        session -> {
          boolean _ = unit(session, ours(session, places)).dropImage();
        });
  }

  /** The first place, which still has our copy. */
  private static CopyPlace ours(Session session, List<CopyPlace> places) throws StopException {
    CopyPlace place = places.getFirst();
    boolean ours =
        unit(session, place)
            .copyStatus()
            .flatMap(CopyStatus::binding)
            .filter(binding -> binding.groupId().equals(place.copy().groupId()))
            .filter(binding -> binding.pairEpoch() <= place.copy().pairEpoch())
            .isPresent();
    if (!ours) {
      throw new StopException(LinkStop.refused(place.url() + " does not hold this pair's copy"));
    }
    return place;
  }

  /**
   * A reservation that a foreign target holds for us.
   *
   * @param lasting it is kept when the target loses power
   */
  public record Reservation(long key, boolean lasting) {}

  /** How taking a foreign target ended. */
  public sealed interface Taken {
    /** It holds what is said here of each place; empty: it knows no reservations. */
    record Done(List<Optional<Reservation>> reservations) implements Taken {}

    /** Not taken. */
    record Not(LinkStop why) implements Taken {}
  }

  /** Registers and reserves a foreign target, Write Exclusive: every place, or none. */
  public static Taken take(InitiatorOptions options, List<CopyPlace> places, LongSupplier newKeys) {
    List<Optional<Reservation>> granted = new ArrayList<>();
    LinkStop stop =
        with(
            options,
            places,
            session -> {
              for (CopyPlace place : places) {
                requireRoom(place.url(), unit(session, place).geometry(), place.copy().geometry());
              }
              try {
                for (CopyPlace place : places) {
                  long key = newKeys.getAsLong();
                  RemoteUnit unit = unit(session, place);
                  granted.add(
                      unit.reserve(key)
                          ? Optional.of(
                              new Reservation(key, unit.keepsReservationsThroughPowerLoss()))
                          : Optional.empty());
                }
              } catch (StopException e) {
                for (int i = 0; i < granted.size(); i++) {
                  giveBack(unit(session, places.get(i)), granted.get(i).map(Reservation::key));
                }
                throw e;
              }
            });
    return stop == null ? new Taken.Done(List.copyOf(granted)) : new Taken.Not(stop);
  }

  /** Gives a foreign target back. Null when done, else why not. */
  public static @Nullable LinkStop release(InitiatorOptions options, List<CopyPlace> places) {
    return with(
        options,
        places,
        session -> {
          StopException first = null;
          for (CopyPlace place : places) {
            try {
              giveBack(unit(session, place), place.reservationKey());
            } catch (StopException e) {
              first = first == null ? e : first;
            }
          }
          if (first != null) {
            throw first;
          }
        });
  }

  /**
   * Tells our remote that a disaster has happened here, over a session of its own. Null when done.
   */
  public static @Nullable LinkStop noteDisaster(InitiatorOptions options, List<CopyPlace> places) {
    return with(options, places, session -> unit(session, places.getFirst()).noteDisaster());
  }

  private static void giveBack(RemoteUnit unit, Optional<Long> key) throws StopException {
    if (key.isPresent()) {
      unit.unreserve(key.get());
    }
  }

  private static RemoteUnit unit(Session session, CopyPlace place) {
    return new RemoteUnit(session, place.url().lun());
  }

  interface Work {
    void run(Session session) throws StopException;
  }

  static @Nullable LinkStop with(InitiatorOptions options, List<CopyPlace> places, Work work) {
    return switch (Session.open(places.getFirst().url(), options)) {
      case OpenFailure failure -> LinkStop.of(failure);
      case Session session -> {
        try (session) {
          for (CopyPlace place : places) {
            unit(session, place).makeReady();
          }
          work.run(session);
          yield null;
        } catch (StopException e) {
          yield e.stop();
        }
      }
    };
  }

  static void requireRoom(IscsiUrl url, VolumeGeometry theirs, VolumeGeometry ours)
      throws StopException {
    if (theirs.blockLength() != ours.blockLength() || theirs.blockCount() < ours.blockCount()) {
      throw new StopException(
          LinkStop.refused(
              "%s has %d blocks of %d bytes, the P-VOL %d of %d: it cannot hold the copy"
                  .formatted(
                      url,
                      theirs.blockCount(),
                      theirs.blockLength(),
                      ours.blockCount(),
                      ours.blockLength())));
    }
  }
}

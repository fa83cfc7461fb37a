package io.sealcopy.replicator.link;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.SessionListener;
import io.sealcopy.replicator.link.LinkStop.StopException;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A logical unit of another target, held by a Write Exclusive reservation. */
public sealed interface ReservedLun {
  /**
   * It is ours.
   *
   * @param designator names the unit for ever (INQUIRY page 83h)
   */
  record Held(Session session, VolumeGeometry geometry, String designator) implements ReservedLun {}

  /** It is not, or cannot be reached. */
  record Not(LinkStop why) implements ReservedLun {}

  /**
   * Logs in; blocks.
   *
   * @param key of our reservation
   * @param held we had it before: when it is gone, somebody took the unit, and it is not taken back
   */
  static ReservedLun open(
      IscsiUrl url, InitiatorOptions options, long key, boolean held, SessionListener listener) {
    return switch (Session.open(url, options, listener)) {
      case OpenFailure failure -> new Not(LinkStop.of(failure));
      case Session session -> {
        try {
          yield begin(url, session, key, held);
        } catch (StopException e) {
          session.abandon();
          yield new Not(e.stop());
        }
      }
    };
  }

  private static ReservedLun begin(IscsiUrl url, Session session, long key, boolean held)
      throws StopException {
    RemoteUnit unit = new RemoteUnit(session, url.lun());
    unit.makeReady();
    if (held && !unit.holdsReservation(key)) {
      throw new StopException(
          LinkStop.fenced(
              "our reservation of "
                  + url
                  + " is gone: its target lost it, or another host took the unit over"));
    }
    if (!held && !unit.reserve(key)) {
      throw new StopException(
          LinkStop.refused(
              url
                  + " has no persistent reservations: nothing would keep hosts from writing past"
                  + " this centre"));
    }
    return new Held(session, unit.geometry(), unit.designator());
  }

  /** Gives the unit back. Null when done. */
  static @Nullable String release(Session session, IscsiUrl url, long key) {
    try {
      new RemoteUnit(session, url.lun()).unreserve(key);
      return null;
    } catch (StopException e) {
      return Optional.ofNullable(e.getMessage()).orElse("");
    }
  }
}

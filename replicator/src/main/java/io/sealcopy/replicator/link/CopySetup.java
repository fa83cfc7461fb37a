package io.sealcopy.replicator.link;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.replicator.link.LinkStop.StopException;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done once at a remote before a pair's link is opened, and undone at its end. Blocks. */
public final class CopySetup {
  private CopySetup() {}

  /** Binds the copy at our remote and hands over its key record. Null when done, else why not. */
  public static @Nullable LinkStop bind(
      IscsiUrl url, InitiatorOptions options, CopyIdentity copy, byte[] keyRecord) {
    return with(
        url,
        options,
        unit -> {
          requireRoom(url, unit.geometry(), copy.geometry());
          Optional<CopyStatus> status = unit.copyStatus();
          if (status.isEmpty()) {
            throw new StopException(
                LinkStop.refused(
                    ("%s does not know the copy commands: it is no Sealcopy remote centre (then say"
                            + " --foreign), or gives %s no role \"replication\" on this volume")
                        .formatted(url, options.initiatorName())));
          }
          unit.bindCopy(
              new BindCopy(
                  copy.groupId(),
                  copy.volumeId(),
                  copy.direction(),
                  copy.pairEpoch(),
                  copy.geometry().blockLength(),
                  copy.geometry().blockCount(),
                  BindCopy.Holes.SEALED));
          unit.storeKeyRecord(keyRecord);
        });
  }

  /** How taking a foreign target ended. */
  public sealed interface Taken {
    /** It holds a reservation for us under {@code key}; empty: it knows no reservations. */
    record Done(Optional<Long> key) implements Taken {}

    /** Not taken. */
    record Not(LinkStop why) implements Taken {}
  }

  /** Registers and reserves a foreign target, Write Exclusive. */
  public static Taken take(
      IscsiUrl url, InitiatorOptions options, VolumeGeometry volume, long key) {
    boolean[] reserved = new boolean[1];
    LinkStop stop =
        with(
            url,
            options,
            unit -> {
              requireRoom(url, unit.geometry(), volume);
              reserved[0] = unit.reserve(key);
            });
    return stop == null
        ? new Taken.Done(reserved[0] ? Optional.of(key) : Optional.empty())
        : new Taken.Not(stop);
  }

  /** Gives a foreign target back. Null when done, else why not. */
  public static @Nullable LinkStop release(IscsiUrl url, InitiatorOptions options, long key) {
    return with(url, options, unit -> unit.unreserve(key));
  }

  private interface Work {
    void run(RemoteUnit unit) throws StopException;
  }

  private static @Nullable LinkStop with(IscsiUrl url, InitiatorOptions options, Work work) {
    return switch (Session.open(url, options)) {
      case OpenFailure failure -> LinkStop.of(failure);
      case Session session -> {
        try (session) {
          RemoteUnit unit = new RemoteUnit(session, url.lun());
          unit.makeReady();
          work.run(unit);
          yield null;
        } catch (StopException e) {
          yield e.stop();
        }
      }
    };
  }

  private static void requireRoom(IscsiUrl url, VolumeGeometry theirs, VolumeGeometry ours)
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

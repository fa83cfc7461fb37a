package io.sealcopy.replicator.link;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.replicator.link.LinkStop.StopException;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds all copies of a group at our remote, or none: what was bound when it fails is unbound, and
 * where that cannot be, the answer says what is bound and how it is made free. Blocks.
 */
public final class CopyBinding {
  private static final Logger LOG = LoggerFactory.getLogger(CopyBinding.class);
  private static final String RELEASE =
      "there, with its program stopped, say 'sealcopy remote release' of that copy";

  private final InitiatorOptions options;
  private final List<CopyPlace> places;
  private final BindCopy.Holes holes;
  private final Attempts attempts;
  private final List<CopyPlace> bound = new ArrayList<>();

  /**
   * Binds nothing yet.
   *
   * @param places of one group, at one target
   * @param attempts of this main centre, this one among them
   */
  public CopyBinding(
      InitiatorOptions options, List<CopyPlace> places, BindCopy.Holes holes, Attempts attempts) {
    this.options = options;
    this.places = places;
    this.holes = holes;
    this.attempts = attempts;
  }

  /** What is asked of all copies before any is bound, and after all are. */
  interface Step {
    void run(Session session) throws StopException;
  }

  /**
   * Null when all are bound and have the key record, else why not.
   *
   * @param keyRecord empty when nothing is sealed
   */
  @Nullable LinkStop bind(Optional<byte[]> keyRecord, Step before, Step after) {
    LinkStop stop =
        CopySetup.with(
            options,
            places,
            session -> {
              undoEarlier(session);
              before.run(session);
              for (CopyPlace place : places) {
                bound.add(place); // A lost answer leaves it open whether it is.
                unit(session, place).bindCopy(list(place));
              }
              if (keyRecord.isPresent()) {
                unit(session, places.getFirst()).storeKeyRecord(keyRecord.get());
              }
              after.run(session);
            });
    return stop == null ? null : stop.with(undo());
  }

  /** Unbinds what was bound; empty when nothing is left of it, else what an operator can do. */
  public String undo() {
    List<String> left = new ArrayList<>();
    for (CopyPlace place : bound) {
      LinkStop stop =
          CopySetup.with(
              options,
              List.of(place),
              session -> {
                Optional<CopyStatus.Binding> now = bindingOf(session, place);
                if (isOf(now, place.copy().groupId()) && !unbind(session, place, now.get())) {
                  throw new StopException(LinkStop.refused("its Sealcopy is too old to undo it"));
                }
              });
      if (stop != null) {
        left.add("%s may be bound by this attempt (%s)".formatted(place.url(), stop.message()));
      }
    }
    if (left.isEmpty()) {
      attempts.undone(places.getFirst().copy().groupId());
      return "";
    }
    return "; %s: say 'pair create' again, or %s".formatted(String.join(", ", left), RELEASE);
  }

  /** What an attempt of ours that was never completed has bound is free for this one. */
  private void undoEarlier(Session session) throws StopException {
    for (CopyPlace place : places) {
      Optional<CopyStatus.Binding> now = bindingOf(session, place);
      if (now.isPresent() && attempts.pairOf(now.get().groupId()).isPresent()) {
        try {
          boolean _ = unbind(session, place, now.get());
        } catch (StopException e) {
          if (e.stop() instanceof LinkStop.Trouble) {
            throw e;
          }
          LOG.warn("{} is not unbound: {}", place.url(), e.getMessage());
        }
      }
    }
  }

  private boolean unbind(Session session, CopyPlace place, CopyStatus.Binding now)
      throws StopException {
    RemoteUnit unit = unit(session, place);
    // Its size is what this place knows: the remote compares group and volume.
    boolean known =
        unit.unbindCopy(
            list(place, now.groupId(), now.volumeId(), now.direction(), now.pairEpoch()));
    if (known && !now.groupId().equals(places.getFirst().copy().groupId())) {
      attempts.undone(now.groupId());
    }
    return known;
  }

  /** Why a copy that is bound already cannot be had. */
  String taken(CopyPlace place, CopyStatus.Binding binding) {
    return attempts
        .pairOf(binding.groupId())
        .map(pair ->
            "%s is bound by an attempt to make pair %s that was not completed (group %s): %s"
                .formatted(place.url(), pair, binding.groupId(), RELEASE))
        .orElseGet(() ->
            "%s holds the copy of another pair (group %s)%s; if that pair is no more: %s"
                .formatted(
                    place.url(),
                    binding.groupId(),
                    binding.durableArrival() == 0 ? ", to which nothing has come yet" : "",
                    RELEASE));
  }

  private BindCopy list(CopyPlace place) {
    CopyIdentity copy = place.copy();
    return list(place, copy.groupId(), copy.volumeId(), copy.direction(), copy.pairEpoch());
  }

  /** The list of parameters of BIND COPY and UNBIND COPY. */
  private BindCopy list(
      CopyPlace place, UUID groupId, UUID volumeId, Direction direction, long pairEpoch) {
    VolumeGeometry geometry = place.copy().geometry();
    return new BindCopy(
        groupId,
        volumeId,
        direction,
        pairEpoch,
        geometry.blockLength(),
        geometry.blockCount(),
        holes);
  }

  private static Optional<CopyStatus.Binding> bindingOf(Session session, CopyPlace place)
      throws StopException {
    return unit(session, place).copyStatus().flatMap(CopyStatus::binding);
  }

  private static boolean isOf(Optional<CopyStatus.Binding> binding, UUID groupId) {
    return binding.isPresent() && binding.get().groupId().equals(groupId);
  }

  private static RemoteUnit unit(Session session, CopyPlace place) {
    return new RemoteUnit(session, place.url().lun());
  }
}

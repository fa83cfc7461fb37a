package io.sealcopy.target.scsi.reservation;

import io.sealcopy.protocol.unit.KeptReservations;
import io.sealcopy.protocol.unit.KeptReservations.Registration;
import io.sealcopy.target.scsi.NexusId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A reservation state as it is kept, and back. */
final class KeptState {
  private KeptState() {}

  static byte[] encode(ReservationState state) {
    List<NexusId> nexuses = List.copyOf(state.keys().keySet());
    List<Registration> registrations =
        state.keys().entrySet().stream()
            .map(each -> registration(each.getKey(), each.getValue()))
            .toList();
    ReservationType type = state.type();
    NexusId holder = state.holder();
    boolean one = type != null && holder != null && !type.heldByAllRegistrants();
    return new KeptReservations(
            type == null ? 0 : type.code(),
            one && holder != null ? nexuses.indexOf(holder) : KeptReservations.NOBODY,
            registrations)
        .encode();
  }

  private static Registration registration(NexusId nexus, long key) {
    return new Registration(
        key, nexus.isid(), nexus.portalGroupTag(), nexus.initiatorName(), nexus.targetName());
  }

  static ReservationState decode(byte[] content) {
    KeptReservations kept = KeptReservations.decode(content);
    if (kept == null) {
      throw unknown();
    }
    SequencedMap<NexusId, Long> keys = new LinkedHashMap<>();
    for (Registration each : kept.registrations()) {
      keys.put(
          new NexusId(each.initiatorName(), each.isid(), each.targetName(), each.portalGroupTag()),
          each.key());
    }
    if (kept.type() == 0) {
      return new ReservationState(0, true, keys, null, null);
    }
    ReservationType type = ReservationType.of(kept.type()).orElseThrow(KeptState::unknown);
    return new ReservationState(
        0, true, keys, holder(kept, type, List.copyOf(keys.keySet())), type);
  }

  private static NexusId holder(
      KeptReservations kept, ReservationType type, List<NexusId> registered) {
    int place = type.heldByAllRegistrants() ? 0 : kept.holder();
    if (place >= registered.size()) {
      throw unknown();
    }
    return registered.get(place);
  }

  private static IllegalStateException unknown() {
    return new IllegalStateException(
        "part \"%s\" of a unit's state was not written by this version of the program; delete it "
                .formatted(KeptReservations.PART)
            + "to go on without reservations");
  }
}

package io.sealcopy.target.scsi.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.unit.KeptReservations;
import io.sealcopy.target.scsi.MapStore;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.UnitStore;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Register;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Reserve;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReservationsTest {
  private static final NexusId FIRST = nexus(1);
  private static final NexusId SECOND = nexus(2);

  private final MapStore store = new MapStore();
  private final Reservations reservations = new Reservations(store);
  private final List<ReservationChange> ended = new ArrayList<>();

  private static NexusId nexus(int number) {
    return new NexusId("iqn.host" + number, new Isid(number), "iqn.target", 1);
  }

  private static Register register(NexusId who, long key, boolean persistent) {
    return new Register(who, 0, key, false, persistent, List.of());
  }

  private void change(ReservationRequest request) {
    reservations.change(request, ended::add);
  }

  @Test
  void changesWaitForTheDiskInTheirOrder() {
    store.held = true;
    change(register(FIRST, 1, true));
    change(new Reserve(FIRST, 1, ReservationType.WRITE_EXCLUSIVE));
    change(register(SECOND, 2, true));
    assertThat(ended).isEmpty();
    assertThat(reservations.state().keys()).isEmpty();
    assertThat(reservations.reserveLegacy(SECOND)).isFalse();
    store.release();
    assertThat(ended).hasSize(1);
    assertThat(reservations.state().keys()).containsOnlyKeys(FIRST);
    assertThat(reservations.conflicts(SECOND, ReservationRule.CHANGES)).isFalse();
    store.release();
    assertThat(reservations.conflicts(SECOND, ReservationRule.CHANGES)).isTrue();
    store.release();
    assertThat(ended).hasSize(3);
    assertThat(reservations.state().keys()).containsOnlyKeys(FIRST, SECOND);
    assertThat(store.waiting()).isFalse();
  }

  @Test
  void whatChangesNothingDoesNotTouchTheDisk() {
    change(register(FIRST, 1, true));
    change(new Reserve(FIRST, 1, ReservationType.WRITE_EXCLUSIVE));
    store.held = true;
    change(new Reserve(FIRST, 1, ReservationType.WRITE_EXCLUSIVE));
    change(new Reserve(SECOND, 1, ReservationType.WRITE_EXCLUSIVE));
    assertThat(ended).hasSize(4);
    assertThat(store.waiting()).isFalse();
  }

  @Test
  void thereIsRoomForAThousandRegistrations() {
    for (int i = 1; i <= KeptReservations.MAX_REGISTRATIONS; i++) {
      change(register(nexus(i), i, false));
    }
    assertThat(ended).allMatch(ReservationChange.Done.class::isInstance);
    change(register(nexus(0x10000), 7, false));
    assertThat(ended.getLast()).isInstanceOf(ReservationChange.NoRoom.class);
  }

  @Test
  void whatAnotherVersionKeptStopsTheStart() {
    store.save(KeptReservations.PART, new byte[] {0, 2, 0, 0, 0, 0, 0, 0}, _ -> {});
    assertThatThrownBy(() -> new Reservations(store))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"reservations\"");
    assertThat(new Reservations(UnitStore.NONE).canPersist()).isFalse();
  }
}

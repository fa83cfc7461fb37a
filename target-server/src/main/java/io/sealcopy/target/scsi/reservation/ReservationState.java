package io.sealcopy.target.scsi.reservation;

import io.sealcopy.target.scsi.NexusId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Registrations and the reservation of a unit at one moment. Immutable, so that every command reads
 * it without a lock and all of it could be kept as one unit (APTPL).
 *
 * @param generation PRGENERATION
 * @param keys the registered nexuses and their keys, none of them 0, in order of registration
 * @param holder who made the reservation; null when there is none
 * @param type its type; null exactly when holder is
 */
public record ReservationState(
    int generation,
    SequencedMap<NexusId, Long> keys,
    @Nullable NexusId holder,
    @Nullable ReservationType type) {
  static final ReservationState NONE = new ReservationState(0, new LinkedHashMap<>(), null, null);

  public boolean reserved() {
    return type != null;
  }

  public boolean registered(NexusId nexus) {
    return keys.containsKey(nexus);
  }

  /** Whether {@code nexus} is registered with exactly this key. */
  boolean hasKey(NexusId nexus, long key) {
    Long present = keys.get(nexus);
    return present != null && present == key;
  }

  /** Whether {@code nexus} holds the reservation. */
  public boolean heldBy(NexusId nexus) {
    return type != null && (type.heldByAllRegistrants() ? registered(nexus) : nexus.equals(holder));
  }

  ReservationState nextGeneration() {
    return new ReservationState(generation + 1, keys, holder, type);
  }

  ReservationState withKey(NexusId nexus, long key) {
    SequencedMap<NexusId, Long> now = new LinkedHashMap<>(keys);
    now.put(nexus, key);
    return new ReservationState(generation, now, holder, type);
  }

  ReservationState reservedBy(NexusId nexus, ReservationType newType) {
    return new ReservationState(generation, keys, nexus, newType);
  }

  ReservationState released() {
    return new ReservationState(generation, keys, null, null);
  }

  /**
   * Without the registrations of these nexuses, nor a reservation that has lost its last holder.
   */
  ReservationState without(Iterable<NexusId> nexuses) {
    SequencedMap<NexusId, Long> now = new LinkedHashMap<>(keys);
    boolean holderGone = false;
    for (NexusId nexus : nexuses) {
      now.remove(nexus);
      holderGone |= nexus.equals(holder);
    }
    boolean ends = type != null && (type.heldByAllRegistrants() ? now.isEmpty() : holderGone);
    return new ReservationState(generation, now, ends ? null : holder, ends ? null : type);
  }

  /** The registration key of the holder, 0 where all registrants hold it. SPC-4 §5.13.10. */
  public long holderKey() {
    if (type == null || type.heldByAllRegistrants()) {
      return 0;
    }
    for (Map.Entry<NexusId, Long> each : keys.entrySet()) {
      if (each.getKey().equals(holder)) {
        return each.getValue();
      }
    }
    return 0;
  }
}

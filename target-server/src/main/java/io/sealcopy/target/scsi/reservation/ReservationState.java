package io.sealcopy.target.scsi.reservation;

import io.sealcopy.target.scsi.NexusId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Registrations and the reservation of a unit at one moment. Immutable, so that every command reads
 * it without a lock and all of it is kept as one piece (APTPL).
 *
 * @param generation PRGENERATION
 * @param persistent whether all of it is to survive power loss: the APTPL bit of the registration
 *     that was made last
 * @param keys the registered nexuses and their keys, none of them 0, in order of registration
 * @param holder who made the reservation; null when there is none
 * @param type its type; null exactly when holder is
 */
public record ReservationState(
    int generation,
    boolean persistent,
    SequencedMap<NexusId, Long> keys,
    @Nullable NexusId holder,
    @Nullable ReservationType type) {
  static final ReservationState NONE =
      new ReservationState(0, false, new LinkedHashMap<>(), null, null);

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

  /** The registration key of the holder, 0 where all registrants hold it. SPC-4 §5.13.10. */
  public long holderKey() {
    if (type == null || type.heldByAllRegistrants()) {
      return 0;
    }
    Long key = keys.get(holder);
    if (key == null) {
      throw new IllegalStateException("the holder of a reservation is not registered");
    }
    return key;
  }

  /** Whether both are kept as the same content. */
  boolean keptAs(ReservationState other) {
    return persistent == other.persistent
        && type == other.type
        && List.copyOf(keys.entrySet()).equals(List.copyOf(other.keys.entrySet()))
        && (type == null || type.heldByAllRegistrants() || heldBy(other));
  }

  private boolean heldBy(ReservationState other) {
    return other.holder != null && other.holder.equals(holder);
  }

  /** The registered nexuses that {@code which} accepts. */
  List<NexusId> registrants(Predicate<NexusId> which) {
    return keys.keySet().stream().filter(which).toList();
  }

  ReservationState nextGeneration() {
    return new ReservationState(generation + 1, persistent, keys, holder, type);
  }

  ReservationState persistent(boolean now) {
    return new ReservationState(generation, now, keys, holder, type);
  }

  ReservationState withKey(NexusId nexus, long key) {
    SequencedMap<NexusId, Long> now = new LinkedHashMap<>(keys);
    now.put(nexus, key);
    return new ReservationState(generation, persistent, now, holder, type);
  }

  ReservationState reservedBy(NexusId nexus, ReservationType newType) {
    return new ReservationState(generation, persistent, keys, nexus, newType);
  }

  ReservationState released() {
    return new ReservationState(generation, persistent, keys, null, null);
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
    return new ReservationState(
        generation, persistent, now, ends ? null : holder, ends ? null : type);
  }
}

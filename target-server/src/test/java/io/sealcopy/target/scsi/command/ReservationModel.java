package io.sealcopy.target.scsi.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Persistent reservations as SPC-4 §5.13 tells them, as plainly as can be: an array of keys by
 * initiator (0: not registered), who holds what, and what each initiator is to be told.
 */
final class ReservationModel {
  /** How a service action ends. */
  enum End {
    GOOD,
    CONFLICT,
    CHECK
  }

  static final int RELEASED = 0x2a04;
  static final int RESERVATIONS_PREEMPTED = 0x2a03;
  static final int REGISTRATIONS_PREEMPTED = 0x2a05;

  long[] keys;
  int holder = -1;
  int type;
  boolean aptpl;
  final List<List<Integer>> attentions = new ArrayList<>();

  ReservationModel(int initiators) {
    keys = new long[initiators];
    for (int i = 0; i < initiators; i++) {
      attentions.add(new ArrayList<>());
    }
  }

  private boolean allHold() {
    return type >= 7;
  }

  private boolean registrantsShare() {
    return type >= 5;
  }

  private boolean exclusiveAccess() {
    return type == 3 || type == 6 || type == 8;
  }

  private boolean holds(int who) {
    return type != 0 && (allHold() ? keys[who] != 0 : holder == who);
  }

  boolean mayWrite(int who) {
    return type == 0 || holds(who) || (registrantsShare() && keys[who] != 0);
  }

  boolean mayRead(int who) {
    return mayWrite(who) || !exclusiveAccess();
  }

  private void tell(int who, int what) {
    if (!attentions.get(who).contains(what)) {
      attentions.get(who).add(what);
    }
  }

  private void tellRegistered(int but, int what) {
    for (int i = 0; i < keys.length; i++) {
      if (i != but && keys[i] != 0) {
        tell(i, what);
      }
    }
  }

  private void noReservation() {
    holder = -1;
    type = 0;
  }

  /** Unregisters without telling; the reservation goes with its last holder. */
  private boolean unregister(int who) {
    boolean held = holds(who);
    keys[who] = 0;
    boolean ends = held && (!allHold() || Arrays.stream(keys).allMatch(key -> key == 0));
    if (ends) {
      noReservation();
    }
    return ends;
  }

  End register(int who, long key, long newKey, boolean ignore, boolean persistent) {
    if (!ignore && key != keys[who]) {
      return End.CONFLICT;
    }
    if (newKey == 0 && keys[who] == 0) {
      return End.GOOD;
    }
    aptpl = persistent;
    if (newKey != 0) {
      keys[who] = newKey;
      return End.GOOD;
    }
    boolean shared = registrantsShare();
    if (unregister(who) && shared) {
      tellRegistered(who, RELEASED);
    }
    return End.GOOD;
  }

  private boolean stranger(int who, long key) {
    return keys[who] == 0 || keys[who] != key;
  }

  End reserve(int who, long key, int wanted) {
    if (stranger(who, key)) {
      return End.CONFLICT;
    }
    if (type != 0) {
      return holds(who) && type == wanted ? End.GOOD : End.CONFLICT;
    }
    holder = who;
    type = wanted;
    return End.GOOD;
  }

  End release(int who, long key, int wanted) {
    if (stranger(who, key)) {
      return End.CONFLICT;
    }
    if (!holds(who)) {
      return End.GOOD;
    }
    if (type != wanted) {
      return End.CHECK;
    }
    if (registrantsShare()) {
      tellRegistered(who, RELEASED);
    }
    noReservation();
    return End.GOOD;
  }

  End clear(int who, long key) {
    if (stranger(who, key)) {
      return End.CONFLICT;
    }
    tellRegistered(who, RESERVATIONS_PREEMPTED);
    Arrays.fill(keys, 0);
    noReservation();
    return End.GOOD;
  }

  End preempt(int who, long key, long victim, int wanted) {
    if (stranger(who, key)) {
      return End.CONFLICT;
    }
    if (victim == 0 && !(type != 0 && allHold())) {
      return End.CHECK;
    }
    if (Arrays.stream(keys).noneMatch(each -> each != 0 && (victim == 0 || each == victim))) {
      return End.CONFLICT;
    }
    boolean takes = type != 0 && (allHold() ? victim == 0 : keys[holder] == victim);
    int before = type;
    for (int i = 0; i < keys.length; i++) {
      boolean goes = keys[i] != 0 && (victim == 0 || keys[i] == victim);
      if (goes && i != who) {
        tell(i, REGISTRATIONS_PREEMPTED);
      }
      if (goes && (i != who || !takes)) {
        unregister(i);
      }
    }
    if (takes) {
      holder = who;
      type = wanted;
      if (before != wanted) {
        tellRegistered(who, RELEASED);
      }
    }
    return End.GOOD;
  }

  End move(int who, long key, long newKey, boolean unregister, boolean persistent, int to) {
    if (to == who) {
      return End.CHECK;
    }
    if (stranger(who, key) || type == 0 || allHold() || holder != who) {
      return End.CONFLICT;
    }
    if (newKey == 0) {
      return End.CHECK;
    }
    aptpl = persistent;
    keys[to] = newKey;
    holder = to;
    if (unregister) {
      keys[who] = 0;
    }
    return End.GOOD;
  }

  /** Power is lost and comes back. */
  void restart() {
    attentions.forEach(List::clear);
    if (!aptpl) {
      Arrays.fill(keys, 0);
      noReservation();
    }
  }
}

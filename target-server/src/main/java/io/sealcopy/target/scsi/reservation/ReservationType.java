package io.sealcopy.target.scsi.reservation;

import java.util.Optional;

/** Types of persistent reservation. SPC-4 §6.15.3.4, table 182. */
public enum ReservationType {
  WRITE_EXCLUSIVE(1, false, Admits.HOLDER),
  EXCLUSIVE_ACCESS(3, true, Admits.HOLDER),
  WRITE_EXCLUSIVE_REGISTRANTS_ONLY(5, false, Admits.REGISTRANTS),
  EXCLUSIVE_ACCESS_REGISTRANTS_ONLY(6, true, Admits.REGISTRANTS),
  WRITE_EXCLUSIVE_ALL_REGISTRANTS(7, false, Admits.ALL_HOLD),
  EXCLUSIVE_ACCESS_ALL_REGISTRANTS(8, true, Admits.ALL_HOLD);

  private enum Admits {
    HOLDER,
    REGISTRANTS,
    ALL_HOLD
  }

  private final int code;
  private final boolean exclusiveAccess;
  private final Admits admits;

  ReservationType(int code, boolean exclusiveAccess, Admits admits) {
    this.code = code;
    this.exclusiveAccess = exclusiveAccess;
    this.admits = admits;
  }

  public int code() {
    return code;
  }

  /** Whether reads of others conflict too. */
  public boolean exclusiveAccess() {
    return exclusiveAccess;
  }

  /** Whether every registered nexus may do what the holder may. */
  public boolean admitsRegistrants() {
    return admits != Admits.HOLDER;
  }

  /** Whether every registered nexus holds it. */
  public boolean heldByAllRegistrants() {
    return admits == Admits.ALL_HOLD;
  }

  /** The type of a code; empty for one that is reserved or obsolete. */
  public static Optional<ReservationType> of(int code) {
    for (ReservationType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}

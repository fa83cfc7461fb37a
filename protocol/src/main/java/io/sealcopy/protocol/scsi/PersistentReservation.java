package io.sealcopy.protocol.scsi;

/** Service actions and types of persistent reservations. SPC-4 §6.15, §6.16. */
public final class PersistentReservation {
  /** Service actions of PERSISTENT RESERVE IN. */
  public static final int READ_KEYS = 0;

  public static final int READ_RESERVATION = 1;
  public static final int REPORT_CAPABILITIES = 2;
  public static final int READ_FULL_STATUS = 3;

  /** Service actions of PERSISTENT RESERVE OUT. */
  public static final int REGISTER = 0;

  public static final int RESERVE = 1;
  public static final int RELEASE = 2;
  public static final int CLEAR = 3;
  public static final int PREEMPT = 4;
  public static final int PREEMPT_AND_ABORT = 5;
  public static final int REGISTER_AND_IGNORE_EXISTING_KEY = 6;
  public static final int REGISTER_AND_MOVE = 7;

  /** Reservation types. */
  public static final int WRITE_EXCLUSIVE = 1;

  public static final int EXCLUSIVE_ACCESS = 3;
  public static final int WRITE_EXCLUSIVE_REGISTRANTS_ONLY = 5;
  public static final int EXCLUSIVE_ACCESS_REGISTRANTS_ONLY = 6;
  public static final int WRITE_EXCLUSIVE_ALL_REGISTRANTS = 7;
  public static final int EXCLUSIVE_ACCESS_ALL_REGISTRANTS = 8;

  /** Bytes of the basic parameter list of PERSISTENT RESERVE OUT. SPC-4 §6.16.3. */
  public static final int PARAMETER_LIST_LENGTH = 24;

  private PersistentReservation() {}
}

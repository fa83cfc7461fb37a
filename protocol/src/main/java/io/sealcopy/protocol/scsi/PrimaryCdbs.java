package io.sealcopy.protocol.scsi;

/** Builders of the CDBs of SPC-4 that Sealcopy sends. Lengths are in bytes. */
public final class PrimaryCdbs {
  private PrimaryCdbs() {}

  /** SPC-4 §6.47. */
  public static Cdb testUnitReady() {
    return new Cdb(0, 0);
  }

  /** Standard data. SPC-4 §6.6. */
  public static Cdb inquiry(int allocationLength) {
    return new Cdb((long) OperationCode.INQUIRY << 56 | u16(allocationLength) << 24, 0);
  }

  /** A page of vital product data. SPC-4 §6.6. */
  public static Cdb inquiryVpd(int page, int allocationLength) {
    long evpd = 1L << 48;
    return new Cdb(
        (long) OperationCode.INQUIRY << 56 | evpd | u8(page) << 40 | u16(allocationLength) << 24,
        0);
  }

  /** SPC-4 §6.39. */
  public static Cdb requestSense(boolean descriptorFormat, int allocationLength) {
    return new Cdb(
        (long) OperationCode.REQUEST_SENSE << 56
            | (descriptorFormat ? 1L << 48 : 0)
            | u8(allocationLength) << 24,
        0);
  }

  /** All logical units but the well known ones. SPC-4 §6.33. */
  public static Cdb reportLuns(int allocationLength) {
    return new Cdb(
        (long) OperationCode.REPORT_LUNS << 56 | u16(allocationLength >>> 16),
        u16(allocationLength) << 48);
  }

  /** Current values, without block descriptors if {@code disableBlockDescriptors}. SPC-4 §6.13. */
  public static Cdb modeSense10(
      boolean disableBlockDescriptors, int page, int subpage, int allocationLength) {
    return withLengthAt7(
        (long) OperationCode.MODE_SENSE_10 << 56
            | (disableBlockDescriptors ? 8L << 48 : 0)
            | u8(page & 0x3f) << 40
            | u8(subpage) << 32,
        allocationLength);
  }

  /** A service action of {@link PersistentReservation}. SPC-4 §6.15. */
  public static Cdb persistentReserveIn(int serviceAction, int allocationLength) {
    return withLengthAt7(
        (long) OperationCode.PERSISTENT_RESERVE_IN << 56 | u8(serviceAction & 0x1f) << 48,
        allocationLength);
  }

  /**
   * A service action and type of {@link PersistentReservation}, logical unit scope. SPC-4 §6.16.
   */
  public static Cdb persistentReserveOut(int serviceAction, int type, int parameterListLength) {
    // The parameter list length has four bytes here, 5 to 8.
    long length = parameterListLength & 0xffff_ffffL;
    return new Cdb(
        (long) OperationCode.PERSISTENT_RESERVE_OUT << 56
            | u8(serviceAction & 0x1f) << 48
            | u8(type & 0x0f) << 40
            | length >>> 8,
        length << 56);
  }

  private static Cdb withLengthAt7(long high, int length) {
    return new Cdb(high | u16(length) >>> 8, u16(length) << 56);
  }

  private static long u8(int value) {
    return value & 0xffL;
  }

  private static long u16(int value) {
    return value & 0xffffL;
  }
}

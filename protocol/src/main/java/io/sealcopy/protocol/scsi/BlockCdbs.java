package io.sealcopy.protocol.scsi;

/**
 * Builders of the CDBs of SBC-3 that Sealcopy sends. An LBA of a 16-byte CDB is any 64 bits;
 * lengths in blocks are unsigned 32-bit there, and must fit their field in the shorter forms.
 */
public final class BlockCdbs {
  private static final int FORCE_UNIT_ACCESS = 0x08;
  private static final int UNMAP_BIT = 0x08;
  private static final int NO_DATA_OUT_BUFFER = 0x01;
  private static final int ANCHOR_BIT = 0x10;

  private BlockCdbs() {}

  /** SBC-3 §5.18. */
  public static Cdb readCapacity10() {
    return new Cdb((long) OperationCode.READ_CAPACITY_10 << 56, 0);
  }

  /** SBC-3 §5.19; allocation length in bytes. */
  public static Cdb readCapacity16(int allocationLength) {
    return new Cdb(
        (long) OperationCode.SERVICE_ACTION_IN_16 << 56
            | (long) OperationCode.READ_CAPACITY_16 << 48,
        (allocationLength & 0xffff_ffffL) << 16);
  }

  /** SBC-3 §5.6; allocation length in bytes. */
  public static Cdb getLbaStatus(long lba, int allocationLength) {
    return sixteen(
        OperationCode.SERVICE_ACTION_IN_16, OperationCode.GET_LBA_STATUS, lba, allocationLength);
  }

  /** SBC-3 §5.14. */
  public static Cdb read10(long lba, int blocks) {
    return ten(OperationCode.READ_10, 0, lba, blocks);
  }

  /** SBC-3 §5.16. */
  public static Cdb read16(long lba, int blocks) {
    return sixteen(OperationCode.READ_16, 0, lba, blocks);
  }

  /** SBC-3 §5.33. */
  public static Cdb write10(long lba, int blocks, boolean forceUnitAccess) {
    return ten(OperationCode.WRITE_10, forceUnitAccess ? FORCE_UNIT_ACCESS : 0, lba, blocks);
  }

  /** SBC-3 §5.35. */
  public static Cdb write16(long lba, int blocks, boolean forceUnitAccess) {
    return sixteen(OperationCode.WRITE_16, forceUnitAccess ? FORCE_UNIT_ACCESS : 0, lba, blocks);
  }

  /** From {@code lba} on; 0 blocks means to the end. SBC-3 §5.26. */
  public static Cdb synchronizeCache10(long lba, int blocks) {
    return ten(OperationCode.SYNCHRONIZE_CACHE_10, 0, lba, blocks);
  }

  /** From {@code lba} on; 0 blocks means to the end. SBC-3 §5.27. */
  public static Cdb synchronizeCache16(long lba, int blocks) {
    return sixteen(OperationCode.SYNCHRONIZE_CACHE_16, 0, lba, blocks);
  }

  /** SBC-3 §5.28; the parameter list length is in bytes. */
  public static Cdb unmap(int parameterListLength) {
    int length = checked(parameterListLength, 0xffff, "UNMAP parameter list length");
    return new Cdb((long) OperationCode.UNMAP << 56 | length >>> 8, (length & 0xffL) << 56);
  }

  /** SBC-3 §5.42. */
  public static Cdb writeSame10(long lba, int blocks, boolean unmap, boolean anchor) {
    return ten(OperationCode.WRITE_SAME_10, unmapBits(unmap, anchor), lba, blocks);
  }

  /** SBC-3 §5.43. */
  public static Cdb writeSame16(long lba, int blocks, boolean unmap, boolean anchor) {
    return sixteen(OperationCode.WRITE_SAME_16, unmapBits(unmap, anchor), lba, blocks);
  }

  /** WRITE SAME(16) of zeros that takes no Data-Out (SBC-4 §5.57, NDOB). */
  public static Cdb writeZeros16(long lba, int blocks) {
    return sixteen(OperationCode.WRITE_SAME_16, NO_DATA_OUT_BUFFER, lba, blocks);
  }

  private static int unmapBits(boolean unmap, boolean anchor) {
    return (unmap ? UNMAP_BIT : 0) | (anchor ? ANCHOR_BIT : 0);
  }

  private static Cdb ten(int operationCode, int second, long lba, int blocks) {
    if (lba >>> 32 != 0) {
      throw new IllegalArgumentException("LBA %d does not fit a 10-byte CDB".formatted(lba));
    }
    long length = checked(blocks, 0xffff, "transfer length");
    return new Cdb(
        (long) operationCode << 56 | (long) second << 48 | lba << 16 | length >>> 8,
        (length & 0xff) << 56);
  }

  private static Cdb sixteen(int operationCode, int second, long lba, int blocks) {
    return new Cdb(
        (long) operationCode << 56 | (long) second << 48 | lba >>> 16,
        lba << 48 | (blocks & 0xffff_ffffL) << 16);
  }

  private static int checked(int value, int limit, String name) {
    if (value < 0 || value > limit) {
      throw new IllegalArgumentException("%s %d is above %d".formatted(name, value, limit));
    }
    return value;
  }
}

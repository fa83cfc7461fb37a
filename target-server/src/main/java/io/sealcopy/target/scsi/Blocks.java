package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.Cdb;

/** Where a CDB keeps its logical block address and its number of blocks. SBC-3 §5. */
public enum Blocks {
  /** Addresses no blocks. */
  NONE,
  SIX,
  TEN,
  TWELVE,
  SIXTEEN,
  /** WRITE ATOMIC(16): a shorter count, behind the boundary. */
  ATOMIC;

  /** The address, negative when it is 2^63 or more. */
  public long lba(Cdb cdb) {
    return switch (this) {
      case NONE -> 0;
      case SIX -> cdb.u24(1) & 0x1f_ffff;
      case TEN, TWELVE -> cdb.u32(2);
      case SIXTEEN, ATOMIC -> cdb.u64(2);
    };
  }

  /** The number of blocks, 0 to 2^32 - 1, as it stands there; in six bytes 0 means 256. */
  public long count(Cdb cdb) {
    return switch (this) {
      case NONE -> 0;
      case SIX -> cdb.u8(4) == 0 ? 256 : cdb.u8(4);
      case TEN -> cdb.u16(7);
      case TWELVE -> cdb.u32(6);
      case SIXTEEN -> cdb.u32(10);
      case ATOMIC -> cdb.u16(12);
    };
  }
}

package io.sealcopy.target.scsi.copy;

import java.nio.ByteBuffer;

/**
 * A copy source or copy destination named by one of its designators: identification CSCD
 * descriptor. SPC-4 §6.4.5.3. LU ID TYPE and the initiator port are not looked at.
 *
 * @param nul the NUL bit: no device at all, which we cannot copy to
 * @param deviceType peripheral device type, 0 for a block device
 * @param association 0 for a designator of the unit
 * @param pad what is left of a block at a segment's end is filled up, or dropped
 * @param blockLength in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
record CscdDescriptor(
    boolean nul,
    int deviceType,
    int codeSet,
    int association,
    int designatorType,
    byte[] designator,
    boolean pad,
    int blockLength) {
  static final int TYPE = 0xe4;
  static final int LENGTH = 32;

  private static final int MAX_DESIGNATOR = 20;
  private static final int NUL = 0x20;
  private static final int PAD = 0x04;

  /** Reads {@link #LENGTH} bytes of {@link #TYPE} at {@code at}. */
  static CscdDescriptor read(ByteBuffer list, int at) {
    byte[] designator = new byte[Math.min(list.get(at + 7) & 0xff, MAX_DESIGNATOR)];
    list.get(at + 8, designator);
    return new CscdDescriptor(
        (list.get(at + 1) & NUL) != 0,
        list.get(at + 1) & 0x1f,
        list.get(at + 4) & 0x0f,
        list.get(at + 5) >> 4 & 0x03,
        list.get(at + 5) & 0x0f,
        designator,
        (list.get(at + 28) & PAD) != 0,
        list.getInt(at + 28) & 0xff_ffff);
  }
}

package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.ModeParameters;

/**
 * Control, SPC-4 §7.5.8: one task set for all nexuses, unrestricted reordering. Sense format,
 * software write protection and the status of aborted tasks can be changed.
 */
public record Control() implements ModePage {
  private static final int LENGTH = 10;
  private static final int UNRESTRICTED_REORDERING = 0x10;

  /** In the first byte after the length. */
  private static final int D_SENSE = 0x04;

  /** In the third. */
  private static final int SWP = 0x08;

  /** In the fourth. */
  private static final int TAS = 0x40;

  @Override
  public int code() {
    return 0x0a;
  }

  @Override
  public byte[] body(ModeParameters parameters, boolean hasCache) {
    byte[] page = new byte[LENGTH];
    page[0] = (byte) (parameters.descriptorSense() ? D_SENSE : 0);
    page[1] = UNRESTRICTED_REORDERING;
    page[2] = (byte) (parameters.softwareWriteProtect() ? SWP : 0);
    page[3] = (byte) (parameters.taskAbortedStatus() ? TAS : 0);
    return page;
  }

  @Override
  public byte[] changeable(int length, boolean hasCache) {
    byte[] mask = new byte[length];
    mask[0] = D_SENSE;
    mask[2] = SWP;
    mask[3] = TAS;
    return mask;
  }

  @Override
  public ModeParameters taken(byte[] body, boolean hasCache, ModeParameters before) {
    return new ModeParameters(
        (body[0] & D_SENSE) != 0, (body[2] & SWP) != 0, (body[3] & TAS) != 0, before.writeCache());
  }

  @Override
  public boolean saveable() {
    return true;
  }
}

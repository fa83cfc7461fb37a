package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.ModeParameters;

/**
 * Caching, SBC-3 §6.4.5: says whether completed writes may still be lost with power, and switches
 * that off where there is a volatile cache.
 */
public record Caching() implements ModePage {
  private static final int LENGTH = 18;
  private static final int WRITE_CACHE_ENABLED = 0x04;

  @Override
  public int code() {
    return 0x08;
  }

  @Override
  public byte[] body(ModeParameters parameters, boolean hasCache) {
    byte[] page = new byte[LENGTH];
    page[0] = (byte) (hasCache && parameters.writeCache() ? WRITE_CACHE_ENABLED : 0);
    return page;
  }

  @Override
  public byte[] changeable(int length, boolean hasCache) {
    byte[] mask = new byte[length];
    mask[0] = (byte) (hasCache ? WRITE_CACHE_ENABLED : 0);
    return mask;
  }

  @Override
  public ModeParameters taken(byte[] body, boolean hasCache, ModeParameters before) {
    return new ModeParameters(
        before.descriptorSense(),
        before.softwareWriteProtect(),
        before.taskAbortedStatus(),
        hasCache ? (body[0] & WRITE_CACHE_ENABLED) != 0 : before.writeCache());
  }

  @Override
  public boolean saveable() {
    return true;
  }
}

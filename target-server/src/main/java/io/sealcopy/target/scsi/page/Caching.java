package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** Caching, SBC-3 §6.4.5: says whether completed writes may still be lost with power. */
public record Caching() implements ModePage {
  private static final int WRITE_CACHE_ENABLED = 0x04;

  @Override
  public int code() {
    return 0x08;
  }

  @Override
  public byte[] current(CommandContext context) {
    byte[] page = new byte[18];
    page[0] = (byte) (context.volume().traits().volatileCache() ? WRITE_CACHE_ENABLED : 0);
    return page;
  }
}

package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** Block device characteristics, SBC-3 §6.5.2: a medium that does not rotate. */
public record BlockDeviceCharacteristics() implements VpdPage {
  private static final int LENGTH = 60;
  private static final int NON_ROTATING = 1;

  /** WABEREQ and WACEREQ 01b: what SANITIZE has erased can be read without writing it first. */
  private static final int READABLE_WHEN_ERASED = 0x50;

  @Override
  public int code() {
    return 0xb1;
  }

  @Override
  public byte[] body(CommandContext context) {
    byte[] body = new byte[LENGTH];
    body[1] = NON_ROTATING;
    body[3] = (byte) (context.unit().sanitizableBy(context.session()) ? READABLE_WHEN_ERASED : 0);
    return body;
  }
}

package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** Block device characteristics, SBC-3 §6.5.2: a medium that does not rotate. */
public record BlockDeviceCharacteristics() implements VpdPage {
  private static final int LENGTH = 60;
  private static final int NON_ROTATING = 1;

  /** WABEREQ 01b: what SANITIZE BLOCK ERASE has erased can be read without writing it first. */
  private static final int READABLE_WHEN_BLOCKS_ERASED = 0x40;

  /** WACEREQ 01b: the same after SANITIZE CRYPTOGRAPHIC ERASE. */
  private static final int READABLE_WHEN_KEY_ERASED = 0x10;

  @Override
  public int code() {
    return 0xb1;
  }

  @Override
  public byte[] body(CommandContext context) {
    byte[] body = new byte[LENGTH];
    body[1] = NON_ROTATING;
    if (context.unit().sanitizableBy(context.session())
        && context.unit().volume().traits().thin()) {
      body[3] = READABLE_WHEN_BLOCKS_ERASED | READABLE_WHEN_KEY_ERASED;
    }
    return body;
  }
}

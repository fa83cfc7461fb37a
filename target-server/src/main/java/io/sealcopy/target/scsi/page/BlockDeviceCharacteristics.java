package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** Block device characteristics, SBC-3 §6.5.2: a medium that does not rotate. */
public record BlockDeviceCharacteristics() implements VpdPage {
  private static final int LENGTH = 60;
  private static final int NON_ROTATING = 1;

  @Override
  public int code() {
    return 0xb1;
  }

  @Override
  public byte[] body(CommandContext context) {
    byte[] body = new byte[LENGTH];
    body[1] = NON_ROTATING;
    return body;
  }
}

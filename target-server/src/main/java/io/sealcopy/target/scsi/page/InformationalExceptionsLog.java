package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/**
 * Informational exceptions log, SPC-4 §7.3.10: nothing is predicted, and there is no sensor whose
 * temperature could be told.
 */
public record InformationalExceptionsLog() implements LogPage {
  /** Binary list parameter. SPC-4 §7.3.2.2. */
  private static final byte BINARY_LIST = 0x03;

  private static final byte NO_TEMPERATURE = (byte) 0xff;

  @Override
  public int code() {
    return 0x2f;
  }

  @Override
  public int subpage() {
    return 0;
  }

  @Override
  public byte[] body(CommandContext context, int firstParameter) {
    return firstParameter > 0
        ? new byte[0]
        : new byte[] {0, 0, BINARY_LIST, 4, 0, 0, NO_TEMPERATURE, 0};
  }
}

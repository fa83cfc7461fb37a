package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/**
 * Control, SPC-4 §7.5.8: one task set for all nexuses, unrestricted reordering, fixed-format sense,
 * no TASK ABORTED status.
 */
public record Control() implements ModePage {
  private static final int UNRESTRICTED_REORDERING = 0x10;

  @Override
  public int code() {
    return 0x0a;
  }

  @Override
  public byte[] current(CommandContext context) {
    byte[] page = new byte[10];
    page[1] = UNRESTRICTED_REORDERING;
    return page;
  }
}

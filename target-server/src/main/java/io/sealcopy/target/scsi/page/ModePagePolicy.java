package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** Mode page policy, SPC-4 §7.8.9: all pages are one for all nexuses, and each unit's own. */
public record ModePagePolicy() implements VpdPage {
  @Override
  public int code() {
    return 0x87;
  }

  /** Page 3Fh and subpage FFh stand for all; policy 00b is "shared", MLUS 0. */
  @Override
  public byte[] body(CommandContext context) {
    return new byte[] {0x3f, (byte) 0xff, 0, 0};
  }
}

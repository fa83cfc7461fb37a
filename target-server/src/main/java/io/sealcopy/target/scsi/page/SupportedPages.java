package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** Supported VPD pages, SPC-4 §7.8.13. */
public record SupportedPages() implements VpdPage {
  @Override
  public int code() {
    return 0x00;
  }

  @Override
  public byte[] body(CommandContext context) {
    byte[] codes = new byte[VpdPages.ALL.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) VpdPages.ALL.get(i).code();
    }
    return codes;
  }
}

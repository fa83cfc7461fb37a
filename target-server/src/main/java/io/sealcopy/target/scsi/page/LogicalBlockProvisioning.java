package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** Logical block provisioning, SBC-3 §6.5.4. */
public record LogicalBlockProvisioning() implements VpdPage {
  private static final int UNMAP_SUPPORTED = 0x80;
  private static final int WRITE_SAME_16_UNMAPS = 0x40;
  private static final int WRITE_SAME_10_UNMAPS = 0x20;

  /** LBPRZ 001b. */
  private static final int UNMAPPED_READS_ZEROS = 0x04;

  private static final int THIN = 2;

  @Override
  public int code() {
    return 0xb2;
  }

  @Override
  public byte[] body(CommandContext context) {
    byte[] body = new byte[4];
    if (context.volume().traits().thin()) {
      body[1] =
          (byte)
              (UNMAP_SUPPORTED
                  | WRITE_SAME_16_UNMAPS
                  | WRITE_SAME_10_UNMAPS
                  | UNMAPPED_READS_ZEROS);
      body[2] = THIN;
    }
    return body;
  }
}

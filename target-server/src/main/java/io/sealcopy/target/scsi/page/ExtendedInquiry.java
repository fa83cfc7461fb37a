package io.sealcopy.target.scsi.page;

import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.target.scsi.CommandContext;

/**
 * Extended INQUIRY data, SPC-4 §7.8.7. Of the task attributes only SIMPLE is claimed: the others
 * are taken, and run alike.
 */
public record ExtendedInquiry() implements VpdPage {
  private static final int LENGTH = 60;
  private static final int SIMPLE_SUPPORTED = 0x01;
  private static final int VOLATILE_CACHE_SUPPORTED = 0x01;

  /** LUICLR: REPORT LUNS clears REPORTED LUNS DATA HAS CHANGED of every unit it lists. */
  private static final int REPORT_LUNS_CLEARS_ALL = 0x01;

  @Override
  public int code() {
    return 0x86;
  }

  @Override
  public byte[] body(CommandContext context) {
    boolean cache = context.unit().hasCacheFor(context.session());
    byte[] body = new byte[LENGTH];
    body[1] = SIMPLE_SUPPORTED;
    body[2] = (byte) (cache ? VOLATILE_CACHE_SUPPORTED : 0);
    body[3] = REPORT_LUNS_CLEARS_ALL;
    body[9] = SenseData.MAX_DESCRIPTOR_LENGTH;
    return body;
  }
}

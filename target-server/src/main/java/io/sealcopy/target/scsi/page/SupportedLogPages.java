package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;
import java.io.ByteArrayOutputStream;

/**
 * Supported log pages, SPC-4 §7.3.15, and supported log pages and subpages, §7.3.16.
 *
 * @param withSubpages the second of them
 */
public record SupportedLogPages(boolean withSubpages) implements LogPage {
  private static final int ALL_SUBPAGES = 0xff;

  @Override
  public int code() {
    return 0x00;
  }

  @Override
  public int subpage() {
    return withSubpages ? ALL_SUBPAGES : 0;
  }

  @Override
  public byte[] body(CommandContext context, int firstParameter) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (LogPage page : LogPages.ALL) {
      if (withSubpages) {
        body.write(page.code());
        body.write(page.subpage());
      } else if (page.subpage() == 0) {
        body.write(page.code());
      }
    }
    return firstParameter == 0 ? body.toByteArray() : new byte[0];
  }
}

package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** A log page. SPC-4 §7.3. */
public sealed interface LogPage permits SupportedLogPages, InformationalExceptionsLog {
  int code();

  int subpage();

  /**
   * What follows the page's length.
   *
   * @param firstParameter parameters with smaller codes are left out
   */
  byte[] body(CommandContext context, int firstParameter);
}

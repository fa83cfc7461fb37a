package io.sealcopy.target.scsi.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log pages there are. */
public final class LogPages {
  /** In ascending order, as pages 00h list them. */
  static final List<LogPage> ALL =
      List.of(
          new SupportedLogPages(false),
          new SupportedLogPages(true),
          new InformationalExceptionsLog());

  private LogPages() {}

  /** The page, null when there is none. */
  public static @Nullable LogPage find(int code, int subpage) {
    for (LogPage page : ALL) {
      if (page.code() == code && page.subpage() == subpage) {
        return page;
      }
    }
    return null;
  }

  /** Whether there is a page of this code, whatever its subpage. */
  public static boolean knows(int code) {
    return ALL.stream().anyMatch(page -> page.code() == code);
  }
}

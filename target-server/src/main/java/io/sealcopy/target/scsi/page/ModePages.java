package io.sealcopy.target.scsi.page;

import java.util.List;

/** The mode pages there are. */
public final class ModePages {
  /** In ascending order, as MODE SENSE returns them. */
  static final List<ModePage> ALL =
      List.of(
          new ReadWriteErrorRecovery(),
          new Caching(),
          new Control(),
          new InformationalExceptions());

  private static final int ALL_PAGES = 0x3f;

  /** The page, all of them for 3Fh, none for an unknown code. */
  public static List<ModePage> find(int code) {
    return code == ALL_PAGES ? ALL : ALL.stream().filter(page -> page.code() == code).toList();
  }

  private ModePages() {}
}

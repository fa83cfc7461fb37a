package io.sealcopy.config.cli;

/** How a command ended, for scripts. The numbers never change. */
public enum ExitCode {
  /** It did what it was asked. */
  OK(0),
  /** It could not, for a reason of its own that the others do not name. */
  FAILED(1),
  /** The command line or the configuration is wrong; nothing was done. */
  USAGE(2),
  /** The other side said no: role, CHAP, pair epoch, key. */
  REFUSED(3),
  /** The other side cannot be reached, or did not answer in time. */
  UNREACHABLE(4),
  /** Data, a journal, a table or a key is damaged or does not fit. */
  DAMAGED(5),
  /** A fault of Sealcopy itself (EX_SOFTWARE of sysexits.h). */
  INTERNAL(70);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** What the shell sees in {@code $?}. */
  public int number() {
    return number;
  }
}

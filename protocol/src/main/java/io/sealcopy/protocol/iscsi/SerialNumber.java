package io.sealcopy.protocol.iscsi;

/**
 * Arithmetic of 32-bit serial numbers (CmdSN, StatSN) that wrap around. RFC 1982, RFC 7143
 * §4.2.2.1. Numbers exactly 2^31 apart have no order; here the signed difference decides.
 */
public final class SerialNumber {
  private SerialNumber() {}

  public static boolean lessThan(int a, int b) {
    return a - b < 0;
  }

  public static boolean lessOrEqual(int a, int b) {
    return a - b <= 0;
  }

  /** The later of the two. */
  public static int max(int a, int b) {
    return lessThan(a, b) ? b : a;
  }

  /** Whether {@code expCmdSn <= cmdSn <= maxCmdSn}: the command window. RFC 7143 §4.2.2.1. */
  public static boolean inWindow(int cmdSn, int expCmdSn, int maxCmdSn) {
    return lessOrEqual(expCmdSn, cmdSn) && lessOrEqual(cmdSn, maxCmdSn);
  }

  /** How many numbers the window still takes from {@code next} on; 0 when it is closed. */
  public static int room(int next, int maxCmdSn) {
    return Math.max(0, maxCmdSn - next + 1);
  }
}

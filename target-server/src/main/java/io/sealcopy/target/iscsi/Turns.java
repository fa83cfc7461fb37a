package io.sealcopy.target.iscsi;

/**
 * Acts on the numbered PDUs of one connection when their turn in the session has come. RFC 7143
 * §4.2.2.1. Belongs to the session's loop.
 */
final class Turns {
  private final Session session;
  private final Connection connection;
  private final CommandOrder order;
  private final CommandWindow window;
  private int gapAt;
  private int gapTicks;

  Turns(Session session, Connection connection) {
    this.session = session;
    this.connection = connection;
    order = session.order();
    window = order.window();
  }

  /** Where a PDU stands; an immediate one waits for nothing. */
  CommandWindow.Verdict judge(boolean immediate, int cmdSn) {
    return immediate ? CommandWindow.Verdict.DUE : order.judge(cmdSn);
  }

  /** Acts on a PDU that has come whole when its number is due. */
  void inTurn(boolean immediate, int cmdSn, Runnable action) {
    switch (judge(immediate, cmdSn)) {
      case DUE -> {
        if (immediate) {
          action.run();
        } else {
          order.take(false);
          action.run();
          order.advance();
        }
      }
      case IGNORE -> {}
      case AHEAD -> {
        if (order.gapsClose()) {
          order.hold(
              cmdSn,
              false,
              () -> {
                if (connection.usable()) {
                  action.run();
                }
              });
        } else {
          gap(cmdSn);
        }
      }
    }
  }

  /** One connection delivers in order: the missing number can never come. Always false. */
  boolean gap(int cmdSn) {
    connection.disconnect("CmdSN " + cmdSn + " where " + window.expCmdSn() + " was due");
    return false;
  }

  /** Called at a regular pace: a number that others wait for does not come for ever. */
  void checkGap() {
    int due = window.expCmdSn();
    gapTicks = order.stuck() && due == gapAt ? gapTicks + 1 : 0;
    gapAt = due;
    if (gapTicks >= 2) {
      session.terminate("CmdSN " + due + " did not come", () -> {});
    }
  }
}

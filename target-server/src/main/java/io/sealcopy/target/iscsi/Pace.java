package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;

/**
 * How many commands an initiator has under way at a time, as its last one told: what it had been
 * told of by then stands in it (ExpStatSN). Belongs to the connection's event loop.
 */
public final class Pace {
  private final ResponseSender responses;
  private final TaskEngine tasks;
  private int expStatSn;

  Pace(ResponseSender responses, TaskEngine tasks) {
    this.responses = responses;
    this.tasks = tasks;
    expStatSn = responses.statSn();
  }

  void sent(ScsiCommand command) {
    expStatSn = command.expStatSn();
  }

  /** Whether there is one command at a time, and nothing of ours keeps it. */
  public boolean oneAtATime() {
    int underWay = responses.statSn() - expStatSn + tasks.size();
    return underWay <= 1 && !tasks.any(Pace::runs);
  }

  private static boolean runs(Task task) {
    return task.running;
  }
}

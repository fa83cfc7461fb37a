package io.sealcopy.target.remote;

import java.util.List;

/** When a group is put into a checkpoint: at most one at a time. */
final class Checkpoints {
  private final CopyPorts ports;
  private final List<CopyMember> members;
  private final GroupImage image;
  private boolean underWay;
  private boolean wanted;

  /**
   * @param members grow when a copy is bound
   */
  Checkpoints(CopyPorts ports, List<CopyMember> members, GroupImage image) {
    this.ports = ports;
    this.members = members;
    this.image = image;
  }

  /** Something waits for the room that a checkpoint makes. */
  void want(boolean wants) {
    wanted |= wants;
  }

  boolean underWay() {
    return underWay;
  }

  /** It is durable. */
  void ended(GroupCheckpoint checkpoint) {
    underWay = false;
    checkpoint.finish();
  }

  /** What became of it nobody knows. */
  void failed() {
    underWay = false;
  }

  /**
   * Begins one when it is due.
   *
   * @param last everything is applied, and nothing more will come
   * @param end the position in the journal after the last record applied; 0 before the first
   */
  void beginIfDue(CopyJournal journal, boolean last, long end) {
    boolean due = wanted || last || journal.fill() >= 0.5 || image.hasLongTables();
    if (due && !underWay && image.isAheadOfTables()) {
      underWay = true;
      wanted = false;
      GroupCheckpoint checkpoint = new GroupCheckpoint(members, image);
      ports.inBackground(CopyJobs.checkpoint(checkpoint, journal, end));
    }
  }
}

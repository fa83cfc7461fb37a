package io.sealcopy.target.remote;

import io.sealcopy.storage.table.Checkpoint;

/** When a copy is put into a checkpoint: at most one at a time. */
final class Checkpoints {
  private final CopyPorts ports;
  private final CopyBlocks blocks;
  private boolean underWay;
  private boolean wanted;

  Checkpoints(CopyPorts ports, CopyBlocks blocks) {
    this.ports = ports;
    this.blocks = blocks;
  }

  /** Something waits for the room that a checkpoint makes. */
  void want(boolean wants) {
    wanted |= wants;
  }

  boolean underWay() {
    return underWay;
  }

  /** It has ended, well or not. */
  void ended() {
    underWay = false;
  }

  /**
   * Begins one when it is due.
   *
   * @param last everything is applied, and nothing more will come
   * @param end the position in the journal after the last record applied; 0 before the first
   */
  void beginIfDue(CopyParts parts, boolean last, long end) {
    int capacity = parts.table().shape().areaCapacity();
    boolean due =
        wanted
            || parts.journal().fill() >= 0.5
            || parts.table().pendingPages() * 2 >= capacity
            || last;
    if (due && !underWay && parts.image().sequence() > parts.table().sequence()) {
      underWay = true;
      wanted = false;
      Checkpoint checkpoint =
          parts.table().beginCheckpoint(parts.image().sequence(), parts.image().arrival());
      ports.inBackground(CopyJobs.checkpoint(checkpoint, blocks, parts.journal(), end));
    }
  }
}

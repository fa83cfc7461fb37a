package io.sealcopy.target.iscsi;

/** Counts how long a peer has said nothing. Not thread-safe. */
final class Silence {
  private boolean heard;
  private int ticks;

  /** The peer has sent something. */
  void broken() {
    heard = true;
  }

  /**
   * Called at a regular pace.
   *
   * @param alive whether the peer shows otherwise that it lives
   * @return calls since the last sign of life, this one included
   */
  int tick(boolean alive) {
    ticks = heard || alive ? 0 : ticks + 1;
    heard = false;
    return ticks;
  }
}

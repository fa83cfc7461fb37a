package io.sealcopy.target.net;

import io.sealcopy.target.iscsi.Wire;

/**
 * What one connection holds of memory: bytes received and not yet taken, buffers of commands and
 * answers, what is queued for the peer. Belongs to its event loop.
 */
final class Holdings {
  private final MemoryBudget budget;
  private final long cap;
  private long unread;
  private long gathered;
  private long working;
  private long outbound;
  private long queued;

  /** The largest buffer that is sent in parts: it is held until the last of them has left. */
  private long inParts;

  /** Headers and small answers, so that the least cap has room for two of the longest transfers. */
  static final int AROUND = 64 << 10;

  private long counted;
  private long received;
  private long written;
  private long movedBefore;
  private long leftBefore;
  private boolean waitedBefore;
  private boolean closed;
  private long refusalsBefore;

  /**
   * @param cap bytes this connection may hold
   */
  Holdings(MemoryBudget budget, long cap) {
    this.budget = budget;
    this.cap = cap;
  }

  private long total() {
    return unread + gathered + working + outbound + queued + (queued > 0 ? inParts : 0);
  }

  /** Makes room for a buffer of a command; false when there is none. */
  boolean claim(int bytes, Wire.Use use) {
    long now = total();
    // A long Data-In leaves in parts, and is held as a whole until the last of them has left.
    long most = now + bytes + (use == Wire.Use.DATA_IN ? Math.max(bytes, inParts) : 0);
    if (most > cap) {
      budget.refused();
      return false;
    }
    // What has changed since the last settlement is claimed with it.
    if (!budget.claim(counted, now + bytes)) {
      return false;
    }
    counted = now + bytes;
    add(bytes, use);
    return true;
  }

  private void add(long bytes, Wire.Use use) {
    switch (use) {
      case GATHERED -> gathered += bytes;
      case SCRATCH -> working += bytes;
      case DATA_IN -> outbound += bytes;
    }
  }

  /** A buffer is gone, or queued. */
  void release(int bytes, Wire.Use use) {
    add(-bytes, use);
    if (closed) {
      settle();
    }
  }

  /** A buffer that is always given; to be released as scratch. */
  void give(int bytes) {
    add(bytes, Wire.Use.SCRATCH);
  }

  /** Bytes that the protocol has taken. */
  void received(int bytes) {
    received += bytes;
  }

  /** Bytes that were queued. */
  void written(int bytes) {
    written += bytes;
  }

  /** Bytes that wait until the protocol takes them. */
  void unread(long change) {
    unread += change;
  }

  void sendsInParts(int bytes) {
    inParts = Math.max(inParts, bytes);
  }

  /** Bytes in the outbound queue now. */
  void queued(long bytes) {
    queued = bytes;
    if (bytes == 0) {
      inParts = 0;
    }
  }

  /** Tells the common budget what is held now. */
  void settle() {
    long now = total();
    budget.settle(counted, now);
    counted = now;
  }

  /** The connection is gone, and what was queued with it. */
  void close() {
    closed = true;
    unread = 0;
    queued(0);
    settle();
  }

  /**
   * Called at a regular pace: whether a peer that says nothing is slow rather than dead. It has
   * taken some of what waited for it, or we have not looked at what it sent.
   */
  boolean slowlyMoving() {
    long left = written - queued;
    boolean taken = waitedBefore && left != leftBefore;
    leftBefore = left;
    waitedBefore = queued > 0;
    return taken || unread > 0;
  }

  /** Whether no new command may begin: what leaves makes room without anything being received. */
  boolean congested() {
    long leaving = outbound + queued;
    return leaving >= cap / 2 || (leaving > 0 && total() > budget.share() && budget.tight());
  }

  /**
   * Called at a regular pace: whether this connection holds what others lack, and has moved next to
   * nothing of it since the last call. What the volume is working on does not count.
   */
  boolean hoards() {
    long waits = unread + gathered + queued;
    boolean othersLack = budget.refusals() != refusalsBefore;
    long moved = received + written - queued;
    boolean moves = moved - movedBefore >= waits / 4;
    refusalsBefore = budget.refusals();
    movedBefore = moved;
    return othersLack && !moves && waits > budget.share();
  }

  @Override
  public String toString() {
    return "%d bytes received, %d gathered, %d to send".formatted(unread, gathered, queued);
  }
}

package io.sealcopy.replicator.pair;

/**
 * How fast something may read the P-VOL beside its hosts: at most so many bytes a second and, when
 * hosts go first, at a floor rate while they change something.
 */
final class CopyThrottle {
  /** Bytes a second while hosts are at work: what they leave is used, but it never stands still. */
  static final long FLOOR = 4 << 20;

  /** Hosts are at work for so long after a change. */
  private static final long HOSTS_MILLIS = 50;

  /** What was not used of so long ago is lost. */
  private static final long BURST_MICROS = 100_000;

  private final GroupData data;
  private long bytesPerSecond;
  private boolean idleFirst;
  private long changesSeen;
  private long hostsAt = Long.MIN_VALUE / 2;
  private long dueMicros = Long.MIN_VALUE / 2;

  CopyThrottle(GroupData data) {
    this.data = data;
  }

  /**
   * From now on.
   *
   * @param rate bytes a second; {@link PairOptions#NO_RATE}: no bound
   */
  void set(long rate, boolean hostsFirst) {
    bytesPerSecond = rate;
    idleFirst = hostsFirst;
    dueMicros = Long.MIN_VALUE / 2;
  }

  /** Bytes a second; {@link PairOptions#NO_RATE}: no bound. */
  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Whether hosts go first. */
  boolean idleFirst() {
    return idleFirst;
  }

  /** Whether some more may be read now. */
  boolean mayGo() {
    if (bytesPerSecond == PairOptions.NO_RATE && !idleFirst) {
      return true;
    }
    return rate() == PairOptions.NO_RATE || micros() >= dueMicros;
  }

  /** So many bytes were read. */
  void took(long bytes) {
    long rate = rate();
    if (rate != PairOptions.NO_RATE) {
      // Micros, so that a small read at a high rate is not for nothing.
      dueMicros = Math.max(dueMicros, micros() - BURST_MICROS) + bytes * 1_000_000 / rate;
    }
  }

  private long rate() {
    if (idleFirst && hostsAreActive()) {
      return bytesPerSecond == PairOptions.NO_RATE ? FLOOR : Math.min(FLOOR, bytesPerSecond);
    }
    return bytesPerSecond;
  }

  /** Seen from here, so that hosts' changes need no clock. */
  private boolean hostsAreActive() {
    long now = data.ports.steadyMillis();
    if (data.changesBegun != changesSeen) {
      changesSeen = data.changesBegun;
      hostsAt = now;
    }
    return now - hostsAt < HOSTS_MILLIS;
  }

  private long micros() {
    return data.ports.steadyMillis() * 1000;
  }
}

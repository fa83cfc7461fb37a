package io.sealcopy.target.iscsi;

/**
 * What this target takes from one connection.
 *
 * @param maxRecvDataSegmentLength bytes of one data segment
 * @param maxBurstLength bytes of one data sequence
 * @param firstBurstLength bytes of unsolicited data, at most maxBurstLength
 * @param maxOutstandingR2t data sequences asked for at a time
 * @param queueDepth commands of a session at a time: the command window
 * @param loginRounds login requests before full feature phase
 * @param maxConnections connections of one session
 */
public record IscsiLimits(
    int maxRecvDataSegmentLength,
    int maxBurstLength,
    int firstBurstLength,
    int maxOutstandingR2t,
    int queueDepth,
    int loginRounds,
    int maxConnections) {
  /**
   * Measured: larger segments gain nothing, smaller ones cost. Bursts have room for a sealed record
   * with 256 KiB of data.
   */
  public static final IscsiLimits DEFAULT =
      new IscsiLimits(256 << 10, 264 << 10, 264 << 10, 4, 128, 16, 4);

  /** The same with another number of connections of one session. */
  public IscsiLimits withMaxConnections(int connections) {
    return new IscsiLimits(
        maxRecvDataSegmentLength,
        maxBurstLength,
        firstBurstLength,
        maxOutstandingR2t,
        queueDepth,
        loginRounds,
        connections);
  }

  public IscsiLimits {
    check("maxRecvDataSegmentLength", maxRecvDataSegmentLength, 512, (1 << 24) - 1);
    check("maxBurstLength", maxBurstLength, 512, (1 << 24) - 1);
    check("firstBurstLength", firstBurstLength, 512, maxBurstLength);
    check("maxOutstandingR2t", maxOutstandingR2t, 1, 65535);
    check("queueDepth", queueDepth, 1, 4096);
    check("loginRounds", loginRounds, 4, 1000);
    check("maxConnections", maxConnections, 1, 64);
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d, not %d".formatted(name, min, max, value));
    }
  }
}

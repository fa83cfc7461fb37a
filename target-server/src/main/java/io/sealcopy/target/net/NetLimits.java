package io.sealcopy.target.net;

/**
 * What the network takes from peers.
 *
 * @param connectionBytes held for one connection; twice the longest transfer at least, or such a
 *     command would be refused for ever
 * @param totalBytes held for all connections: half of it, or 384 KiB for each if that is less, is
 *     set aside in equal shares; the rest is for whoever asks first
 * @param maxConnections further ones are closed at once
 * @param loginSeconds until full feature phase
 * @param loginFailures of one initiator name at one address before its logins wait
 * @param loginWaitMillis the longest such wait; 0: nobody waits
 * @param pingSeconds of silence before a sign of life is asked for
 * @param lostPings so many without an answer end a connection
 */
public record NetLimits(
    int connectionBytes,
    long totalBytes,
    int maxConnections,
    int loginSeconds,
    int loginFailures,
    int loginWaitMillis,
    int pingSeconds,
    int lostPings) {
  public static final NetLimits DEFAULT =
      new NetLimits(16 << 20, 128L << 20, 4096, 15, 5, 5000, 15, 2);

  public NetLimits {
    if (connectionBytes < 1 << 20 || totalBytes < connectionBytes) {
      throw new IllegalArgumentException("a connection needs 1 MiB, all of them no less");
    }
    if (loginFailures < 0 || loginWaitMillis < 0) {
      throw new IllegalArgumentException("failures and their wait cannot be negative");
    }
    if (maxConnections < 1 || loginSeconds < 1 || pingSeconds < 1 || lostPings < 1) {
      throw new IllegalArgumentException("connections and times must be positive");
    }
  }
}

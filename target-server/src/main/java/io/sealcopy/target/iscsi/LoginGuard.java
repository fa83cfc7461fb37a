package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.LoginStatus;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever fails to log in. Failures count for an initiator name at an address; after a
 * few, its next login waits, longer each time. So secrets cannot be guessed at speed, and who has
 * the right one is late by the longest wait at most; nobody can make an initiator at another
 * address late. An address that fails under many names is slowed down too, but for the names that
 * have logged in from there before. Bounded memory. Safe for any thread.
 */
public final class LoginGuard {
  /** How many may be remembered; those not heard of for longest are forgotten first. */
  private static final int MAX_ENTRIES = 4096;

  /** An address has so many times as many failures as one name at it. */
  private static final int NAMES = 8;

  private static final long FIRST_WAIT_NANOS = 250_000_000L;
  private static final long FORGET_NANOS = 600_000_000_000L;
  private static final int MAX_DOUBLINGS = 20;

  /** Of an IPv6 address, the part that a network has; a host may choose the rest. */
  private static final int NETWORK_BYTES = 8;

  private static final int IPV6_BYTES = 16;

  /** What becomes of an attempt. */
  public enum Kind {
    NOW,
    LATER,
    /** So many wait already that this one would wait too long. */
    REFUSED
  }

  /**
   * The answer to an attempt.
   *
   * @param nanos to wait, when it is {@link Kind#LATER}
   */
  public record Verdict(Kind kind, long nanos) {}

  private static final Verdict NOW = new Verdict(Kind.NOW, 0);
  static final Verdict REFUSED = new Verdict(Kind.REFUSED, 0);

  private record Source(String network, String initiatorName) {}

  private static final class History {
    int failures;
    long last;
    long next;
    boolean hasLoggedIn;
  }

  private final int freeFailures;
  private final long longestNanos;
  private final LongSupplier clock;
  private final Map<Source, History> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, History> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /**
   * @param freeFailures failures of a name at an address before its logins wait
   * @param longestNanos the longest wait; 0 means that nobody waits
   * @param clock nanoseconds from any start
   */
  public LoginGuard(int freeFailures, long longestNanos, LongSupplier clock) {
    this.freeFailures = freeFailures;
    this.longestNanos = longestNanos;
    this.clock = clock;
  }

  /** An initiator begins to log in; whether what it sends may be judged, and when. */
  public synchronized Verdict begins(InetAddress address, String initiatorName) {
    long now = clock.getAsLong();
    History own = known(source(address, initiatorName), now);
    if (own != null && (own.hasLoggedIn || own.failures > freeFailures)) {
      return turn(own, freeFailures, now);
    }
    History all = known(source(address, ""), now);
    return all == null ? NOW : turn(all, freeFailures * NAMES, now);
  }

  /** Each turn is a wait after the one before it, however many come at once. */
  private Verdict turn(History entry, int free, long now) {
    long wait = waitAfter(entry.failures, free);
    if (wait == 0) {
      return NOW;
    }
    long at = Math.max(now, entry.next);
    if (at - now > longestNanos) {
      return REFUSED;
    }
    entry.next = at + wait;
    return at == now ? NOW : new Verdict(Kind.LATER, at - now);
  }

  private long waitAfter(int failures, int free) {
    if (failures <= free) {
      return 0;
    }
    int doublings = Math.min(failures - free - 1, MAX_DOUBLINGS);
    return Math.min(FIRST_WAIT_NANOS << doublings, longestNanos);
  }

  /** A login was refused. Counts if it may have been a guess: of a secret, a name or a target. */
  public synchronized void failed(InetAddress address, String initiatorName, LoginStatus status) {
    boolean guess =
        switch (status) {
          case AUTHENTICATION_FAILURE, AUTHORIZATION_FAILURE, NOT_FOUND -> true;
          default -> false;
        };
    if (!guess) {
      return;
    }
    long now = clock.getAsLong();
    History all = entries.computeIfAbsent(source(address, ""), _ -> new History());
    count(all, freeFailures * NAMES, now);
    Source source = source(address, initiatorName);
    // Once the address as a whole is slowed down, its further names need no entries.
    if (entries.containsKey(source) || all.failures <= freeFailures * NAMES) {
      count(entries.computeIfAbsent(source, _ -> new History()), freeFailures, now);
    }
  }

  private void count(History entry, int free, long now) {
    forgive(entry, now);
    entry.failures++;
    entry.last = now;
    entry.next = Math.max(entry.next, now + waitAfter(entry.failures, free));
  }

  /** A login has succeeded. */
  public synchronized void succeeded(InetAddress address, String initiatorName) {
    History own = entries.computeIfAbsent(source(address, initiatorName), _ -> new History());
    own.failures = 0;
    own.next = clock.getAsLong();
    own.last = own.next;
    own.hasLoggedIn = true;
  }

  /** How many addresses and names are remembered. */
  synchronized int size() {
    return entries.size();
  }

  private @Nullable History known(Source source, long now) {
    History entry = entries.get(source);
    if (entry != null) {
      forgive(entry, now);
    }
    return entry;
  }

  private static void forgive(History entry, long now) {
    if (now - entry.last > FORGET_NANOS) {
      entry.failures = 0;
    }
  }

  private static Source source(InetAddress address, String initiatorName) {
    byte[] bytes = address.getAddress();
    int length = bytes.length == IPV6_BYTES ? NETWORK_BYTES : bytes.length;
    return new Source(HexFormat.of().formatHex(bytes, 0, length), initiatorName);
  }
}

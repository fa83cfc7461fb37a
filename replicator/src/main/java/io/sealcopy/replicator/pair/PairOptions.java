package io.sealcopy.replicator.pair;

import java.util.Locale;

/**
 * How a pair works, as its operator chose it when it was made.
 *
 * @param link how records cross
 * @param connections that records cross on at once, on a {@code sealed} link; 1 to {@link
 *     #MOST_CONNECTIONS}
 * @param mode when a host's change is complete
 * @param fence in mode sync, what happens to hosts' changes while the link is away
 * @param whenFull what happens while the journal is full
 * @param holes how zeros and unmapped blocks cross
 * @param seal whether anything is sealed at all; off: a plain copy
 * @param copyRate bytes a second that the copier brings at most; {@link #NO_RATE} for no bound
 * @param idleFirst whether the copier gives way to hosts
 * @param syncTimeoutMillis in mode sync, how long a host's change waits for the remote at most
 * @param whenFenced what hosts are told once the copy has another owner
 */
public record PairOptions(
    Link link,
    int connections,
    Mode mode,
    Fence fence,
    WhenFull whenFull,
    Holes holes,
    boolean seal,
    long copyRate,
    boolean idleFirst,
    long syncTimeoutMillis,
    WhenFenced whenFenced) {
  /** The copier is as fast as it can be. */
  public static final long NO_RATE = 0;

  /** Less than the 30 s after which Linux gives a command up. */
  public static final long SYNC_TIMEOUT_MILLIS = 10_000;

  /** More were never of use. */
  public static final int MOST_CONNECTIONS = 8;

  /** What a pair is that says nothing of its options. */
  public static final PairOptions DEFAULT =
      new PairOptions(
          Link.STANDARD,
          1,
          Mode.ASYNC,
          Fence.NEVER,
          WhenFull.SUSPEND,
          Holes.SEALED,
          true,
          NO_RATE,
          false,
          SYNC_TIMEOUT_MILLIS,
          WhenFenced.REFUSE);

  /** The same in another mode. */
  public PairOptions withMode(Mode other) {
    return with(other, copyRate, idleFirst, whenFenced);
  }

  /** The same with another bound on the copier. */
  public PairOptions withCopying(long rate, boolean hostsFirst) {
    return with(mode, rate, hostsFirst, whenFenced);
  }

  /** The same with another answer to hosts once the copy has another owner. */
  public PairOptions withWhenFenced(WhenFenced other) {
    return with(mode, copyRate, idleFirst, other);
  }

  private PairOptions with(Mode nowMode, long rate, boolean hostsFirst, WhenFenced nowFenced) {
    return new PairOptions(
        link,
        connections,
        nowMode,
        fence,
        whenFull,
        holes,
        seal,
        rate,
        hostsFirst,
        syncTimeoutMillis,
        nowFenced);
  }

  /** One of a few choices, named by a word in files, in the API and on the command line. */
  public sealed interface Choice permits Link, Mode, Fence, WhenFull, WhenFenced, Holes {
    /** The constant's name. */
    String name();

    /** Its word. */
    default String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How records cross. */
  public enum Link implements Choice {
    /** Ordinary WRITEs whose data alone is ciphertext. */
    STANDARD,
    /** Vendor writes whose data is the sealed record. */
    SEALED
  }

  /** When a host's change is complete. */
  public enum Mode implements Choice {
    /** When it is in the journal. */
    ASYNC,
    /** When it is proven at the remote. */
    SYNC
  }

  /** Mode sync without its link. */
  public enum Fence implements Choice {
    /** Hosts' changes go on. */
    NEVER,
    /** They are refused. */
    DATA,
    /** They are refused only when the state cannot be told to the remote. */
    STATUS
  }

  /** The journal is full. */
  public enum WhenFull implements Choice {
    /** PFUS: changes are noted in the bitmap only. */
    SUSPEND,
    /** Hosts wait. */
    WAIT
  }

  /** The copy was taken over. */
  public enum WhenFenced implements Choice {
    /** Hosts' changes are refused: the other site has its own by now. */
    REFUSE,
    /** They go on, and are only marked: whoever turns the pair round gives them up. */
    CONTINUE
  }

  /** How zeros and unmapped blocks cross. */
  public enum Holes implements Choice {
    /** As sealed zeros. */
    SEALED,
    /** As they are. */
    CLEAR
  }
}

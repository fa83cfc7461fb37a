package io.sealcopy.bench.row;

/**
 * How much is done.
 *
 * @param seconds of one measurement, about
 * @param rounds in which each side is measured once
 * @param warmUp small commands before the first measurement of a kind
 * @param volumeBytes length of the volumes
 */
public record Effort(double seconds, int rounds, int warmUp, long volumeBytes) {
  /** A smoke run: everything runs, nothing is worth comparing. */
  public static final Effort QUICK = new Effort(0.2, 1, 3_000, 128 << 20);

  /** What docs/benchmarks.md is made with. */
  public static final Effort FULL = new Effort(2, 5, 150_000, 1 << 30);

  /** With another number of rounds. */
  public Effort withRounds(int count) {
    return new Effort(seconds, count, warmUp, volumeBytes);
  }

  /** Whether it is a smoke run, in which nothing needs to be reached. */
  public boolean quick() {
    return seconds < 1;
  }
}

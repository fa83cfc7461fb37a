package io.sealcopy.bench.row;

import java.util.Locale;

/**
 * What is to be reached: our figure as a multiple of the other's.
 *
 * @param bound at least this where more is better, else at most
 */
public record Goal(Figure figure, double bound) {
  /** Whether the ratio of the medians reaches it. */
  public boolean reachedBy(double ratio) {
    return figure.moreIsBetter() ? ratio >= bound : ratio <= bound;
  }

  /** For people. */
  public String text() {
    return (figure.moreIsBetter() ? "≥ " : "≤ ") + String.format(Locale.ROOT, "%.2f", bound);
  }

  /** So many times the other's commands a second, at least. */
  public static Goal rate(double bound) {
    return new Goal(Figure.RATE, bound);
  }

  /** So many times the other's bytes a second, at least. */
  public static Goal throughput(double bound) {
    return new Goal(Figure.THROUGHPUT, bound);
  }

  /** So much of the other's processor time a command, at most. */
  public static Goal cpu(double bound) {
    return new Goal(Figure.CPU_PER_OPERATION, bound);
  }

  /** So much of the other's processor time a GiB, at most. */
  public static Goal cpuPerGib(double bound) {
    return new Goal(Figure.CPU_PER_GIB, bound);
  }

  /** So many times the other's 99th percentile, at most. */
  public static Goal p99(double bound) {
    return new Goal(Figure.P99, bound);
  }
}

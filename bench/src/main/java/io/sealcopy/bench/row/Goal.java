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
}

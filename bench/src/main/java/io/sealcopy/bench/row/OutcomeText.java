package io.sealcopy.bench.row;

import java.util.Locale;
import java.util.stream.Collectors;

/** Outcomes for people. */
public final class OutcomeText {
  private OutcomeText() {}

  /** One line, for progress. */
  public static String line(Outcome outcome) {
    if (outcome.failure().isPresent()) {
      return "FAILED: " + outcome.failure().get();
    }
    return outcome.row().shown().stream()
        .map(figure ->
            "%s %s / %s = %s ×"
                .formatted(
                    figure.unit(),
                    figure.text(outcome.ours(figure).median()),
                    figure.text(outcome.others(figure).median()),
                    ratio(outcome.ratio(figure).median())))
        .collect(Collectors.joining("; "));
  }

  /** A ratio, with two digits after the point; a dash where the other side has none of it. */
  public static String ratio(double ratio) {
    return !Double.isFinite(ratio) ? "–" : String.format(Locale.ROOT, "%.2f", ratio);
  }
}

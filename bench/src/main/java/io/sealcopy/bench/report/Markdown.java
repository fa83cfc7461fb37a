package io.sealcopy.bench.report;

import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Outcome;
import io.sealcopy.bench.row.OutcomeText;
import io.sealcopy.bench.row.Spread;
import io.sealcopy.bench.row.Suite;
import java.util.List;

/** The table of a suite, as it stands in docs/benchmarks.md. */
public final class Markdown {
  private static final String HEAD =
      """
      | what | against | figure | ours | theirs | ratio | to reach | |
      |---|---|---|---:|---:|---:|---:|---|
      """;

  private Markdown() {}

  /**
   * A section.
   *
   * @param when and on what it was measured
   */
  public static String section(Suite suite, List<Outcome> outcomes, String when) {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(suite.title()).append("\n\n");
    text.append(suite.remarks().strip()).append("\n\n");
    text.append(HEAD);
    outcomes.forEach(outcome -> rows(text, outcome));
    return text.append("\n").append(when).append("\n").toString();
  }

  private static void rows(StringBuilder text, Outcome outcome) {
    String what = outcome.row().what();
    String against = outcome.row().against();
    if (outcome.failure().isPresent()) {
      String why = outcome.failure().get().lines().findFirst().orElse("");
      text.append(
          "| %s | %s | not measured: %s | | | | | |%n"
              .formatted(what, against, why.replace("|", "/")));
      return;
    }
    for (Figure figure : outcome.row().shown()) {
      Spread ratio = outcome.ratio(figure);
      text.append(
          "| %s | %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  what,
                  against,
                  figure.unit(),
                  spread(figure, outcome.ours(figure)),
                  spread(figure, outcome.others(figure)),
                  ratio(ratio),
                  goal(outcome, figure, ratio.median())));
      what = "";
      against = "";
    }
  }

  private static String goal(Outcome outcome, Figure figure, double ratio) {
    for (Goal goal : outcome.row().goals()) {
      if (goal.figure() == figure) {
        return goal.text() + " | " + (goal.reachedBy(ratio) ? "reached" : "**not reached**");
      }
    }
    return "| ";
  }

  private static String ratio(Spread ratio) {
    String median = OutcomeText.ratio(ratio.median());
    if (!Double.isFinite(ratio.median())) {
      return median;
    }
    return "**%s** (%s–%s)"
        .formatted(median, OutcomeText.ratio(ratio.least()), OutcomeText.ratio(ratio.greatest()));
  }

  private static String spread(Figure figure, Spread spread) {
    if (spread.least() == spread.greatest()) {
      return figure.text(spread.median());
    }
    return "%s (%s–%s)"
        .formatted(
            figure.text(spread.median()),
            figure.text(spread.least()),
            figure.text(spread.greatest()));
  }
}

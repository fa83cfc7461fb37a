package io.sealcopy.bench.report;

import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Outcome;
import io.sealcopy.bench.row.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Outcomes for scripts. */
public final class OutcomeJson {
  private OutcomeJson() {}

  /** One row as an object. */
  public static Map<String, Object> of(String suite, Outcome outcome) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("suite", suite);
    row.put("row", outcome.row().id());
    row.put("what", outcome.row().what());
    row.put("against", outcome.row().against());
    if (outcome.failure().isPresent()) {
      row.put("failure", outcome.failure().get());
      return row;
    }
    row.put("reached", outcome.reached());
    List<Object> figures = new ArrayList<>();
    for (Figure figure : outcome.row().shown()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("unit", figure.unit());
      one.put("ours", spread(outcome.ours(figure)));
      one.put("theirs", spread(outcome.others(figure)));
      if (outcome.others(figure).least() != 0) {
        one.put("ratio", spread(outcome.ratio(figure)));
      }
      outcome.row().goals().stream()
          .filter(goal -> goal.figure() == figure)
          .forEach(goal -> one.put(figure.moreIsBetter() ? "at_least" : "at_most", goal.bound()));
      figures.add(one);
    }
    row.put("figures", figures);
    return row;
  }

  private static Map<String, Object> spread(Spread spread) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("median", spread.median());
    values.put("least", spread.least());
    values.put("greatest", spread.greatest());
    return values;
  }
}

package io.sealcopy.bench.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the rounds of a row gave, ours and the other's in step; or why there is nothing.
 *
 * @param failure empty when all rounds were measured
 */
public record Outcome(Row row, List<Sample> ours, List<Sample> others, Optional<String> failure) {
  public Outcome {
    ours = List.copyOf(ours);
    others = List.copyOf(others);
  }

  /** Our values of a figure. */
  public Spread ours(Figure figure) {
    return spread(ours, figure);
  }

  /** The other side's values of a figure. */
  public Spread others(Figure figure) {
    return spread(others, figure);
  }

  /**
   * Ours as a multiple of the other's: the median is that of the medians, the bounds are those of
   * the single rounds.
   */
  public Spread ratio(Figure figure) {
    List<Double> rounds = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      rounds.add(ours.get(i).value(figure) / others.get(i).value(figure));
    }
    Spread single = Spread.of(rounds);
    return new Spread(
        ours(figure).median() / others(figure).median(), single.least(), single.greatest());
  }

  /** Whether all goals are reached. */
  public boolean reached() {
    return failure.isEmpty()
        && row.goals().stream().allMatch(goal -> goal.reachedBy(ratio(goal.figure()).median()));
  }

  private static Spread spread(List<Sample> samples, Figure figure) {
    return Spread.of(samples.stream().map(sample -> sample.value(figure)).toList());
  }
}

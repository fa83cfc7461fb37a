package io.sealcopy.bench.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Row ROW = Row.of("id", "what", "against", Goal.rate(2.0), Goal.cpu(0.5));

  @Test
  void aRatioIsThatOfTheMediansAndItsBoundsAreThoseOfSingleRounds() {
    Outcome outcome = outcome(List.of(100.0, 300.0, 200.0), List.of(50.0, 400.0, 100.0));
    assertThat(outcome.ratio(Figure.RATE)).isEqualTo(new Spread(2, 0.75, 2));
  }

  @Test
  void allGoalsMustBeReached() {
    Sample theirs = rates(100).with(Figure.CPU_PER_OPERATION, 10);
    assertThat(reached(rates(200).with(Figure.CPU_PER_OPERATION, 5), theirs)).isTrue();
    assertThat(reached(rates(199).with(Figure.CPU_PER_OPERATION, 5), theirs)).isFalse();
    assertThat(reached(rates(200).with(Figure.CPU_PER_OPERATION, 5.1), theirs)).isFalse();
  }

  @Test
  void whatFailedIsNotReached() {
    Sample good = rates(1).with(Figure.CPU_PER_OPERATION, 0);
    List<Sample> same = List.of(good);
    assertThat(new Outcome(ROW, same, same, Optional.of("why")).reached()).isFalse();
  }

  @Test
  void sidesAlternateAndWhoBeginsChanges() throws InterruptedException {
    List<String> turns = new ArrayList<>();
    Rounds rounds = new Rounds(Effort.QUICK.withRounds(3), _ -> true, _ -> {});
    rounds.compare(ROW, side("ours", turns), side("theirs", turns));
    assertThat(turns).containsExactly("theirs", "ours", "ours", "theirs", "theirs", "ours");
  }

  @Test
  void aFailedRoundLeavesItsReasonAndOtherRowsGoOn() throws InterruptedException {
    Rounds rounds = new Rounds(Effort.QUICK, _ -> true, _ -> {});
    List<String> turns = new ArrayList<>();
    Measured fails =
        _ -> {
          throw new BenchException("two connections");
        };
    rounds.compare(ROW, fails, side("theirs", turns));
    rounds.compare(ROW, side("ours", turns), side("theirs", turns));
    assertThat(rounds.outcomes().getFirst().failure()).contains("two connections");
    assertThat(rounds.outcomes().getLast().failure()).isEmpty();
  }

  private static Measured side(String name, List<String> turns) {
    return _ -> {
      turns.add(name);
      return rates(1).with(Figure.CPU_PER_OPERATION, 1);
    };
  }

  private static boolean reached(Sample ours, Sample theirs) {
    return new Outcome(ROW, List.of(ours), List.of(theirs), Optional.empty()).reached();
  }

  private static Outcome outcome(List<Double> ours, List<Double> theirs) {
    Iterator<Double> right = theirs.iterator();
    List<Sample> left = ours.stream().map(OutcomeTest::rates).toList();
    List<Sample> others = left.stream().map(_ -> rates(right.next())).toList();
    return new Outcome(ROW, left, others, Optional.empty());
  }

  private static Sample rates(double rate) {
    return Sample.of(Figure.RATE, rate);
  }
}

package io.sealcopy.bench.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Measures rows: both sides in alternating rounds, who begins changes from round to round. */
public final class Rounds {
  private final Effort effort;
  private final Predicate<String> wanted;
  private final Consumer<String> progress;
  private final Witness witness;
  private final List<Outcome> outcomes = new ArrayList<>();

  /**
   * A place for a suite's outcomes.
   *
   * @param wanted tells by its id whether a row is to be measured
   * @param progress takes a line for people
   */
  public Rounds(Effort effort, Predicate<String> wanted, Consumer<String> progress) {
    this(effort, wanted, progress, Witness.NONE);
  }

  /** The same, with somebody who stands by from the second round on: the first warms up. */
  public Rounds(
      Effort effort, Predicate<String> wanted, Consumer<String> progress, Witness witness) {
    this.effort = effort;
    this.wanted = wanted;
    this.progress = progress;
    this.witness = witness;
  }

  public Effort effort() {
    return effort;
  }

  /** Whether the row is asked for, so that what only it needs can be left out. */
  public boolean wanted(String id) {
    return wanted.test(id);
  }

  /** What has been measured so far. */
  public List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /** Measures a row, if it is asked for; a failure is its outcome and does not stop others. */
  public void compare(Row row, Measured ours, Measured others) throws InterruptedException {
    if (!wanted(row.id())) {
      return;
    }
    List<Sample> left = new ArrayList<>();
    List<Sample> right = new ArrayList<>();
    Optional<String> failure = Optional.empty();
    try {
      for (int round = 0; round < effort.rounds(); round++) {
        progress.accept("%s: round %d of %d".formatted(row.id(), round + 1, effort.rounds()));
        if (round % 2 == 0) {
          right.add(others.measure(effort));
          left.add(ours(ours, round));
        } else {
          left.add(ours(ours, round));
          right.add(others.measure(effort));
        }
      }
      Outcome complete = new Outcome(row, left, right, Optional.empty());
      row.shown().forEach(complete::ratio);
      witness.ended(row.id());
    } catch (BenchException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
    Outcome outcome = new Outcome(row, left, right, failure);
    outcomes.add(outcome);
    progress.accept(row.id() + ": " + OutcomeText.line(outcome));
  }

  private Sample ours(Measured ours, int round) throws InterruptedException {
    boolean first = round == 0 && effort.rounds() > 1;
    return first ? ours.measure(effort) : witness.measure(ours, effort);
  }

  /** A suite that could not go on. */
  public void failed(String id, String what, String why) {
    outcomes.add(new Outcome(Row.shown(id, what, ""), List.of(), List.of(), Optional.of(why)));
    progress.accept(id + ": FAILED: " + why);
  }

  /**
   * Measures a row whose other side is a bound and not a program: the ratio says how much of it is
   * taken.
   */
  public void limit(Row row, Measured ours, Sample bound) throws InterruptedException {
    compare(row, ours, _ -> bound);
  }
}

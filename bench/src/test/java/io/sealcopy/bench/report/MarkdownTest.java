package io.sealcopy.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Outcome;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Sample;
import io.sealcopy.bench.row.Suite;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkdownTest {
  private static final Row ROW = Row.of("id", "reads", "tgt", Goal.rate(2.5));

  @Test
  void aRowHasMediansSpreadRatioAndWhetherItIsReached() {
    List<Sample> ours = List.of(rate(300), rate(500), rate(400));
    List<Sample> theirs = List.of(rate(100), rate(200), rate(100));
    assertThat(section(new Outcome(ROW, ours, theirs, Optional.empty())))
        .contains(
            "| reads | tgt | operations/s | 400 (300–500) | 100 (100–200) | **4.00** (2.50–4.00)"
                + " | ≥ 2.50 | reached |\n");
  }

  @Test
  void aRowWithoutMeasurementSaysWhy() {
    Outcome outcome = new Outcome(ROW, List.of(), List.of(), Optional.of("a | b\nmore"));
    assertThat(section(outcome))
        .contains("| reads | tgt | not measured: a / b | | | | | |\n")
        .doesNotContain("more");
  }

  private static Sample rate(double value) {
    return Sample.of(Figure.RATE, value);
  }

  private static String section(Outcome outcome) {
    return Markdown.section(new Some(), List.of(outcome), "now");
  }

  private static final class Some implements Suite {
    @Override
    public String name() {
      return "some";
    }

    @Override
    public String title() {
      return "Some";
    }

    @Override
    public String remarks() {
      return "Said.";
    }

    @Override
    public List<String> rows() {
      return List.of("id");
    }

    @Override
    public void run(Lab lab, Rounds rounds) {}
  }
}

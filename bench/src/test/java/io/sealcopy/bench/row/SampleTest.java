package io.sealcopy.bench.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void commandsTimeAndProcessorTimeGiveTheFourFigures() {
    // 2^18 commands of 4 KiB are a GiB.
    assertThat(Sample.of(1 << 18, 4096, 2, 0.5).figures())
        .isEqualTo(
            Map.of(
                Figure.RATE, 131_072.0,
                Figure.THROUGHPUT, 536.870912,
                Figure.CPU_PER_OPERATION, 0.5e6 / (1 << 18),
                Figure.CPU_PER_GIB, 0.5));
  }
}

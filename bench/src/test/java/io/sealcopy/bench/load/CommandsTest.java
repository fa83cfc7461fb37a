package io.sealcopy.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.bench.row.BenchException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CommandsTest {
  @Test
  void aPercentileIsTheValueThatSoManyDoNotExceed() {
    long[] values = LongStream.rangeClosed(1, 200).map(value -> 201 - value).toArray();
    assertThat(Commands.rank(values, 99)).isEqualTo(198);
    assertThat(Commands.rank(values, 50)).isEqualTo(100);
  }

  @Test
  void fewerThanAHundredHaveNoPercentiles() {
    assertThatThrownBy(() -> Commands.rank(new long[99], 99)).isInstanceOf(BenchException.class);
  }
}

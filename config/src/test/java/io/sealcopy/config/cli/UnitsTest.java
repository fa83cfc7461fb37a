package io.sealcopy.config.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnitsTest {
  @Test
  void sizesHaveOneDecimalWhereItSaysSomething() {
    assertThat(Units.size(0)).isEqualTo("0 B");
    assertThat(Units.size(1023)).isEqualTo("1023 B");
    assertThat(Units.size(1536)).isEqualTo("1.5 KiB");
    assertThat(Units.size(10L << 30)).isEqualTo("10 GiB");
    assertThat(Units.size(Long.MAX_VALUE)).isEqualTo("8 EiB");
  }

  @Test
  void timesHaveTheirTwoLargestParts() {
    assertThat(Units.time(Duration.ofMillis(300))).isEqualTo("0.3 s");
    assertThat(Units.time(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(Units.time(Duration.ofSeconds(303))).isEqualTo("5 min 3 s");
    assertThat(Units.time(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
  }
}

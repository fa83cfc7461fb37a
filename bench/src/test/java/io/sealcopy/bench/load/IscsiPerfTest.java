package io.sealcopy.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.bench.row.BenchException;
import org.junit.jupiter.api.Test;

class IscsiPerfTest {
  private static final String CONNECTED =
      "libiscsi:2 connection established (127.0.0.1:48894 -> 127.0.0.1:33177) [iqn.x:t]\n";

  /** What iscsi-perf 0.1 said. */
  private static final String RAN =
      "will run for 3 seconds.\n\n"
          + "\r00:00:02 - lba 40295, iops current 26645 (104 MB/s), iops average 26645 (104 MB/s), "
          + "in_flight 32, busy 0        "
          + "\r00:00:01 - lba 100280, iops current 32189 (125 MB/s), "
          + "iops average 29417 (114 MB/s), "
          + "in_flight 32, busy 0        "
          + "\riops average 30999 (121 MB/s)                              \n\nfinished.\n";

  @Test
  void theLastAverageCounts() {
    assertThat(IscsiPerf.rate(CONNECTED + RAN)).isEqualTo(30_999);
  }

  @Test
  void aRunThatConnectedAgainDoesNotCount() {
    assertThatThrownBy(() -> IscsiPerf.rate(CONNECTED + CONNECTED + RAN))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("2 connections");
  }

  @Test
  void aRunWithoutAnAverageDoesNotCount() {
    assertThatThrownBy(() -> IscsiPerf.rate(CONNECTED))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("does not say how fast");
  }
}

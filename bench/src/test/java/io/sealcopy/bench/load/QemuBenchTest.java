package io.sealcopy.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.bench.row.BenchException;
import org.junit.jupiter.api.Test;

class QemuBenchTest {
  private static final String CONNECTED =
      "libiscsi:2 connection established (127.0.0.1:59446 -> 127.0.0.1:33178) [iqn.x:t]\n";

  /** What qemu-img 7.2 said. */
  private static final String RAN =
      """
      libiscsi:2 login successful [iqn.x:t]
      Sending 100 read requests, 4096 bytes each, 1 in parallel (starting at offset 0, step size \
      4096)
      Run completed in 0.047 seconds.
      """;

  @Test
  void theTimeIsTakenFromARunWithOneConnection() {
    assertThat(QemuBench.secondsOf(CONNECTED + RAN)).isEqualTo(0.047);
  }

  @Test
  void aRunThatConnectedAgainDoesNotCount() {
    assertThatThrownBy(() -> QemuBench.secondsOf(CONNECTED + CONNECTED + RAN))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("2 connections");
  }

  @Test
  void aRunThatDoesNotSayItsTimeDoesNotCount() {
    assertThatThrownBy(() -> QemuBench.secondsOf(CONNECTED + "qemu-img: Failed request\n"))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("does not say how long");
  }
}

package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.protocol.vendor.OpenNexus;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CopyStateTest {
  private final byte[] vector = SpecPage.named("copy-state.md").vector("nexus opened");

  @Test
  void vectorMeansItsValueAndBack() throws IOException {
    CopyState state = CopyState.decode(vector);
    assertThat(state.epoch()).isEqualTo(3);
    assertThat(state.binding().blockCount()).isEqualTo(2097152);
    assertThat(state.nexus().map(OpenNexus::generation)).contains(7);
    assertThat(state.encode()).isEqualTo(vector);
  }

  @Test
  void everyTurnedBitIsFound() {
    for (int bit = 0; bit < vector.length * 8; bit++) {
      byte[] damaged = vector.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> CopyState.decode(damaged)).isInstanceOf(IOException.class);
    }
  }
}

package io.sealcopy.protocol.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.protocol.unit.SanitizeState.Method;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SanitizeStateTest {
  private static final SpecPage PAGE = SpecPage.named("unit-state.md");

  @Test
  void theVectorDecodesAndEncodesToTheSameBytes() {
    byte[] bytes = PAGE.vector("sanitize");
    SanitizeState state = Objects.requireNonNull(SanitizeState.decode(bytes));
    assertThat(state.failed()).isFalse();
    assertThat(state.method()).isEqualTo(Method.OVERWRITE);
    assertThat(state.unrestrictedExit()).isTrue();
    assertThat(state.invert()).isTrue();
    assertThat(state.passes()).isEqualTo(2);
    assertThat(state.pattern()).isEqualTo(new byte[] {(byte) 0xde, (byte) 0xad, -66, -17});
    assertThat(state.encode()).isEqualTo(bytes);
    assertThat(state.withFailed().encode()[1]).isEqualTo((byte) 2);
  }

  @Test
  void anEraseHasNoPattern() {
    byte[] bytes = SanitizeState.erase(Method.CRYPTOGRAPHIC_ERASE, false).encode();
    assertThat(bytes).containsExactly(1, 1, 3, 0, 1, 0, 0, 0);
    SanitizeState state = Objects.requireNonNull(SanitizeState.decode(bytes));
    assertThat(state.method()).isEqualTo(Method.CRYPTOGRAPHIC_ERASE);
    assertThat(state.unrestrictedExit()).isFalse();
  }

  @Test
  void whatCannotBeMeantIsNotUnderstood() {
    byte[] sound = PAGE.vector("sanitize");
    for (int[] wrong : new int[][] {{0, 2}, {1, 3}, {2, 4}, {2, 2}, {4, 0}, {4, 32}, {7, 5}}) {
      byte[] bytes = sound.clone();
      bytes[wrong[0]] = (byte) wrong[1];
      assertThat(SanitizeState.decode(bytes)).as(Arrays.toString(wrong)).isNull();
    }
    assertThat(SanitizeState.decode(new byte[3])).isNull();
  }
}

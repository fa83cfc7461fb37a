package io.sealcopy.protocol.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.SpecPage;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnitFileTest {
  private static final SpecPage PAGE = SpecPage.named("unit-state.md");
  private static final UUID UNIT = UUID.fromString("10111213-1415-1617-1819-1a1b1c1d1e1f");

  @Test
  void theLayoutIsTheTableOfThePage() {
    assertThat(SpecPage.render(UnitFile.LAYOUT)).isEqualTo(PAGE.layoutTable("File"));
  }

  @Test
  void theVectorDecodesAndEncodesToTheSameBytes() {
    byte[] bytes = PAGE.vector("file");
    UnitFile file = Objects.requireNonNull(UnitFile.decode(bytes));
    assertThat(file.unit()).isEqualTo(UNIT);
    assertThat(file.content()).containsExactly(1, 2, 3, 4, 5);
    assertThat(new UnitFile(UNIT, file.content()).encode()).isEqualTo(bytes);
  }

  @Test
  void everyFlippedBitAndEveryMissingByteIsFound() {
    byte[] sound = PAGE.vector("file");
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] bytes = sound.clone();
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(UnitFile.decode(bytes)).isNull();
    }
    for (int length = 0; length < sound.length; length++) {
      assertThat(UnitFile.decode(Arrays.copyOf(sound, length))).isNull();
    }
  }
}

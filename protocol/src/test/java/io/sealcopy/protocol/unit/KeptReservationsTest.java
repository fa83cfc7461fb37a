package io.sealcopy.protocol.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.protocol.unit.KeptReservations.Registration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptReservationsTest {
  private static final SpecPage PAGE = SpecPage.named("unit-reservations.md");

  @Test
  void theLayoutsAreTheTablesOfThePage() {
    assertThat(SpecPage.render(KeptReservations.LAYOUT)).isEqualTo(PAGE.layoutTable("Content"));
    assertThat(SpecPage.render(KeptReservations.REGISTRATION))
        .isEqualTo(PAGE.layoutTable("Registration"));
  }

  @Test
  void theVectorsDecodeAndEncodeToTheSameBytes() {
    KeptReservations reserved =
        new KeptReservations(
            1,
            1,
            List.of(
                new Registration(0xa, new Isid(0x8012_3456_789aL), 1, "iqn.a", "iqn.t"),
                new Registration(
                    0xfedc_ba98_7654_3210L, new Isid(0x0002_3d00_0000L), 1, "iqn.bb", "iqn.t")));
    check("write-exclusive", reserved);
    check("nothing", new KeptReservations(0, KeptReservations.NOBODY, List.of()));
  }

  @Test
  void everyMissingAndEveryFurtherByteIsFound() {
    byte[] sound = PAGE.vector("write-exclusive");
    for (int length = 0; length < sound.length; length++) {
      assertThat(KeptReservations.decode(Arrays.copyOf(sound, length))).isNull();
    }
    assertThat(KeptReservations.decode(Arrays.copyOf(sound, sound.length + 1))).isNull();
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(decodeWith(1, 2)).as("another version").isNull();
    assertThat(decodeWith(3, 1)).as("a reserved byte").isNull();
    assertThat(decodeWith(5, 2)).as("a holder who is not registered").isNull();
    assertThat(decodeWith(15, 0)).as("a key of zero").isNull();
  }

  private static @org.jspecify.annotations.Nullable KeptReservations decodeWith(int at, int value) {
    byte[] content = PAGE.vector("write-exclusive");
    content[at] = (byte) value;
    return KeptReservations.decode(content);
  }

  private static void check(String vector, KeptReservations meaning) {
    byte[] bytes = PAGE.vector(vector);
    assertThat(KeptReservations.decode(bytes)).isEqualTo(meaning);
    assertThat(meaning.encode()).isEqualTo(bytes);
  }
}

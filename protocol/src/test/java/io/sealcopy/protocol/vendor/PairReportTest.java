package io.sealcopy.protocol.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.SpecPage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The vectors and layout tables of {@code pair-cdb.md}. */
class PairReportTest {
  private static final SpecPage PAGE = SpecPage.named("pair-cdb.md");

  private static final PairReport TWO =
      new PairReport(
          List.of(
              new PairReport.Entry(
                  UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                  PairReport.State.PAIR,
                  false,
                  100,
                  3,
                  7,
                  1,
                  12,
                  49152,
                  350,
                  0x1a2b3c4dL,
                  "data"),
              new PairReport.Entry(
                  UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
                  PairReport.State.PSUS,
                  true,
                  99,
                  80,
                  1,
                  4,
                  100_000,
                  1L << 33,
                  3_600_000,
                  0,
                  "daten-süd")));

  @Test
  void vectorsMeanTheirValuesAndBack() {
    meansAndBack("no pair", new PairReport(List.of()));
    meansAndBack("two pairs", TWO);
  }

  private static void meansAndBack(String name, PairReport value) {
    byte[] vector = PAGE.vector(name);
    assertThat((Object) PairReport.decode(ByteBuffer.wrap(vector)))
        .isEqualTo(new Decoded.Valid<>(value));
    assertThat(value.encode()).isEqualTo(vector);
  }

  @Test
  void anyShorterOrDamagedFormIsRefused() {
    byte[] vector = PAGE.vector("two pairs");
    for (int length = 0; length < vector.length; length++) {
      assertThat((Object) PairReport.decode(ByteBuffer.wrap(vector, 0, length)))
          .isInstanceOf(Decoded.Malformed.class);
    }
    for (int bit = 0; bit < vector.length * 8; bit++) {
      byte[] damaged = vector.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat((Object) PairReport.decode(ByteBuffer.wrap(damaged)))
          .as("bit %d turned over", bit)
          .isInstanceOf(Decoded.Malformed.class);
    }
  }

  @Test
  void pageShowsTheLayouts() {
    assertThat(PAGE.layoutTable("Pair status page: header"))
        .isEqualTo(SpecPage.render(PairReport.HEADER));
    assertThat(PAGE.layoutTable("Pair status page: entry"))
        .isEqualTo(SpecPage.render(PairReport.ENTRY));
  }

  @Test
  void commandsHaveCodesOfTheirOwn() {
    for (InBandCommand command : InBandCommand.values()) {
      assertThat(InBandCommand.of(command.operationCode(), command.serviceAction()))
          .contains(command);
      assertThat(VendorCommand.of(command.operationCode(), command.serviceAction())).isEmpty();
    }
  }
}

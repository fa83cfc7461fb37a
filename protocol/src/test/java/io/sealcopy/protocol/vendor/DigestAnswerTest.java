package io.sealcopy.protocol.vendor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.protocol.vendor.Decoded.Malformed;
import io.sealcopy.protocol.vendor.Decoded.Valid;
import io.sealcopy.protocol.vendor.DigestRun.State;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DigestAnswerTest {
  private static final SpecPage PAGE = SpecPage.named("digests.md");
  private static final UUID VOLUME = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
  private static final Sha256 ABC = Sha256.hashOf("abc".getBytes(US_ASCII));
  private static final Sha256 NOTHING = Sha256.hashOf(new byte[0]);
  private static final DigestRun FIRST = new DigestRun(1000, 512, 7, 41, ABC, State.CIPHERTEXT);
  private static final List<DigestRun> ALL =
      List.of(
          FIRST,
          new DigestRun(1512, 8, 7, 12, NOTHING, State.HANDED_OUT),
          new DigestRun(1520, 504, 0, 0, NOTHING, State.PLAINTEXT),
          new DigestRun(2024, 1 << 20, 0, 0, Sha256.NONE, State.HOLE),
          new DigestRun(2024 + (1 << 20), 16, 0, 0, Sha256.NONE, State.CHANGING));

  @Test
  void vectorsMeanTheirValuesAndBack() {
    DigestAnswer all = new DigestAnswer(VOLUME, false, 0, ALL);
    byte[] vector = PAGE.vector("all states");
    assertThat(all.encode()).isEqualTo(vector);
    assertThat(DigestAnswer.decode(ByteBuffer.wrap(vector))).isEqualTo(new Valid<>(all));

    DigestAnswer more = new DigestAnswer(VOLUME, true, 1512, List.of(FIRST));
    byte[] moreVector = PAGE.vector("more digests to come");
    assertThat(more.encode()).isEqualTo(moreVector);
    assertThat(DigestAnswer.decode(ByteBuffer.wrap(moreVector))).isEqualTo(new Valid<>(more));

    VendorCdb cdb = new VendorCdb(VendorCommand.READ_DIGESTS, 1000, DigestAnswer.bytesFor(64));
    assertThat(cdb.encode()).isEqualTo(PAGE.vector("cdb read digests from block 1000, 64 runs"));
  }

  @Test
  void pageShowsTheLayouts() {
    assertThat(PAGE.layoutTable("Header")).isEqualTo(SpecPage.render(DigestAnswer.HEADER));
    assertThat(PAGE.layoutTable("Run")).isEqualTo(SpecPage.render(DigestRun.LAYOUT));
  }

  @Test
  void everyTurnedBitAndEveryCutIsRefused() {
    byte[] vector = PAGE.vector("all states");
    for (int bit = 0; bit < vector.length * 8; bit++) {
      byte[] damaged = vector.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(DigestAnswer.decode(ByteBuffer.wrap(damaged)))
          .as("bit %d", bit)
          .isInstanceOf(Malformed.class);
    }
    for (int length = 0; length < vector.length; length++) {
      assertThat(DigestAnswer.decode(ByteBuffer.wrap(vector, 0, length)))
          .as("cut to %d", length)
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void aGapBetweenRunsIsRefused() {
    DigestRun later = new DigestRun(1513, 8, 7, 12, NOTHING, State.HANDED_OUT);
    byte[] gap = new DigestAnswer(VOLUME, false, 0, List.of(FIRST, later)).encode();
    assertThat(DigestAnswer.decode(ByteBuffer.wrap(gap)))
        .isInstanceOfSatisfying(
            Malformed.class, m -> assertThat(m.reason()).contains("does not begin where"));
  }

  @Test
  void nextThatIsNotTheEndOfTheLastRunIsRefused() {
    byte[] skips = new DigestAnswer(VOLUME, true, 1600, List.of(FIRST)).encode();
    assertThat(DigestAnswer.decode(ByteBuffer.wrap(skips))).isInstanceOf(Malformed.class);
  }

  @Test
  void allocationLengthsAndRunsFitEachOther() {
    assertThat(DigestAnswer.runsThatFit(DigestAnswer.bytesFor(5))).isEqualTo(5);
    assertThat(DigestAnswer.runsThatFit(DigestAnswer.bytesFor(5) - 1)).isEqualTo(4);
    assertThat(DigestAnswer.runsThatFit(0)).isZero();
    assertThat(DigestAnswer.bytesFor(DigestAnswer.runsThatFit(0xffff_ffffL)))
        .isLessThanOrEqualTo(DigestAnswer.MAX_BYTES);
  }
}

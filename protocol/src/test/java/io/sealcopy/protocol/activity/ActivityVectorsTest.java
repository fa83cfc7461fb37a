package io.sealcopy.protocol.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.SpecPage;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ActivityVectorsTest {
  private static final SpecPage PAGE = SpecPage.named("activity-log.md");
  private static final long LOG = 0x0a0b0c0d01020304L;

  @Test
  void layoutsAreTheTablesOfThePage() {
    assertThat(ActivitySector.LAYOUT.byteSize()).isEqualTo(ActivitySector.LENGTH);
    assertThat(SpecPage.render(ActivityHeader.LAYOUT)).isEqualTo(PAGE.layoutTable("Header"));
    assertThat(SpecPage.render(ActivitySector.LAYOUT)).isEqualTo(PAGE.layoutTable("Sector"));
  }

  @Test
  void headerVectorDecodesAndEncodesToTheSameBytes() {
    byte[] bytes = PAGE.vector("header");
    ActivityHeader header = new ActivityHeader(LOG, 1 << 20);
    assertThat(ActivityHeader.decode(ByteBuffer.wrap(bytes), 0)).isEqualTo(header);
    ByteBuffer again = ByteBuffer.allocate(bytes.length);
    header.encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Test
  void sectorVectorDecodesAndEncodesToTheSameBytes() {
    byte[] bytes = PAGE.vector("sector");
    long[] bits = new long[ActivitySector.LONGS + 1];
    assertThat(ActivitySector.decode(ByteBuffer.wrap(bytes), 0, LOG, 9, bits, 1)).isTrue();
    assertThat(bits[1]).isEqualTo(0x81);
    assertThat(bits[2]).isEqualTo(2);
    assertThat(bits[ActivitySector.LONGS]).isEqualTo(Long.MIN_VALUE);
    ByteBuffer again = ByteBuffer.allocate(bytes.length);
    ActivitySector.encode(again, 0, LOG, 9, bits, 1);
    assertThat(again.array()).isEqualTo(bytes);
  }

  @Test
  void everyFlippedBitIsFound() {
    byte[] sector = PAGE.vector("sector");
    for (int bit = 0; bit < sector.length * 8; bit++) {
      byte[] bytes = sector.clone();
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      long[] bits = new long[ActivitySector.LONGS];
      assertThat(ActivitySector.decode(ByteBuffer.wrap(bytes), 0, LOG, 9, bits, 0)).isFalse();
      assertThat(bits).containsOnly(0);
    }
    byte[] header = PAGE.vector("header");
    for (int bit = 0; bit < header.length * 8; bit++) {
      byte[] bytes = header.clone();
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(ActivityHeader.decode(ByteBuffer.wrap(bytes), 0)).isNull();
    }
  }
}

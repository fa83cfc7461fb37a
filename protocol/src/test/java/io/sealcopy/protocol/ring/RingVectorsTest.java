package io.sealcopy.protocol.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.SpecPage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RingVectorsTest {
  private static final SpecPage PAGE = SpecPage.named("ring.md");
  private static final long RING = 0x5a11c0b1e5eed001L;

  @Test
  void layoutsAreTheTablesOfThePage() {
    assertThat(RingFrame.LAYOUT.byteSize()).isEqualTo(RingFrame.LENGTH);
    assertThat(SpecPage.render(RingFrame.LAYOUT)).isEqualTo(PAGE.layoutTable("Frame"));
    assertThat(SpecPage.render(RingSuperblock.LAYOUT)).isEqualTo(PAGE.layoutTable("Superblock"));
  }

  @Test
  void superblockVectorsDecodeAndEncodeToTheSameBytes() {
    checkSuperblock(
        "superblock",
        new RingSuperblock(RING, 1 << 20, 3, 0, 1, 0, 1, false, false, new RingPoint(0, 1, 0)));
    RingPoint checkpoint = new RingPoint(0x1a3ff8, 100, 10_000);
    checkSuperblock(
        "superblock-closed",
        new RingSuperblock(RING, 1 << 20, 0x105, 0x123450, 77, 99, 6, true, false, checkpoint));
    checkSuperblock(
        "superblock-own-order",
        new RingSuperblock(RING, 1 << 20, 0x104, 0x123450, 77, 99, 6, false, true, checkpoint));
  }

  @Test
  void aSuperblockOfVersion1IsReadAndHasNoCheckpoint() {
    RingSuperblock expected =
        new RingSuperblock(RING, 1 << 20, 0x105, 0x123450, 77, 99, 6, true, false, null);
    byte[] block = Arrays.copyOf(PAGE.vector("superblock-version-1"), RingSuperblock.BLOCK);
    assertThat(RingSuperblock.decode(ByteBuffer.wrap(block), 0)).isEqualTo(expected);
    for (int bit = 0; bit < 72 * 8; bit++) {
      byte[] bytes = block.clone();
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(RingSuperblock.decode(ByteBuffer.wrap(bytes), 0)).isNull();
    }
  }

  @Test
  void aCheckpointOutsideOfTheRingIsNone() {
    for (long position : new long[] {0x123448, 0x223458, 0x123454}) {
      assertThat(decoded(new RingPoint(position, 100, 0))).isNull();
    }
    assertThat(decoded(new RingPoint(0x123450, 76, 0))).isNull();
    assertThat(decoded(new RingPoint(0x123450, 77, -1))).isNull();
    assertThat(decoded(new RingPoint(0x223450, 77, 0))).isNotNull();
  }

  private static @Nullable RingSuperblock decoded(RingPoint checkpoint) {
    ByteBuffer block = ByteBuffer.allocate(RingSuperblock.BLOCK);
    new RingSuperblock(RING, 1 << 20, 0x105, 0x123450, 77, 99, 6, true, false, checkpoint)
        .encode(block, 0);
    return RingSuperblock.decode(block, 0);
  }

  @Test
  void frameVectorsDecodeAndEncodeToTheSameBytes() {
    checkFrame("frame", new RingFrame(RING, 0x2000c8, 4711, 4700, 2, 672));
    checkFrame("frame-filler", new RingFrame(RING, 0xff000, 12, 11, 1, 0));
  }

  @Test
  void everyFlippedBitIsFound() {
    byte[] frame = PAGE.vector("frame");
    byte[] superblock = PAGE.vector("superblock");
    for (int bit = 0; bit < frame.length * 8; bit++) {
      byte[] bytes = frame.clone();
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(RingFrame.decode(ByteBuffer.wrap(bytes), 0, RING, 0x2000c8)).isNull();
    }
    for (int bit = 0; bit < superblock.length * 8; bit++) {
      byte[] bytes = superblock.clone();
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(RingSuperblock.decode(ByteBuffer.wrap(bytes), 0)).isNull();
    }
  }

  @Test
  void framesOfOtherRingsAndPositionsAreNone() {
    ByteBuffer frame = ByteBuffer.wrap(PAGE.vector("frame"));
    assertThat(RingFrame.decode(frame, 0, RING + 1, 0x2000c8)).isNull();
    assertThat(RingFrame.decode(frame, 0, RING, 0x2000c8 + (1 << 20))).isNull();
    assertThat(RingFrame.decode(frame.limit(47), 0, RING, 0x2000c8)).isNull();
  }

  private static void checkSuperblock(String name, RingSuperblock expected) {
    byte[] bytes = PAGE.vector(name);
    assertThat(RingSuperblock.decode(ByteBuffer.wrap(bytes), 0)).isEqualTo(expected);
    ByteBuffer again = ByteBuffer.allocate(bytes.length);
    expected.encode(again, 0);
    assertThat(again.array()).isEqualTo(bytes);
  }

  private static void checkFrame(String name, RingFrame expected) {
    byte[] bytes = PAGE.vector(name);
    RingFrame frame = RingFrame.decode(ByteBuffer.wrap(bytes), 0, RING, expected.position());
    assertThat(frame).isEqualTo(expected);
    ByteBuffer again = ByteBuffer.allocate(bytes.length);
    RingFrame.encode(
        again,
        0,
        RING,
        expected.position(),
        expected.sequence(),
        expected.synced(),
        expected.opening(),
        expected.length());
    assertThat(again.array()).isEqualTo(bytes);
  }
}

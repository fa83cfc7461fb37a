package io.sealcopy.replicator.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.SpecPage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The vectors of {@code kept-aside.md}. */
class KeptAsideTest {
  private static final SpecPage PAGE = SpecPage.named("kept-aside.md");

  @Test
  void headersAreAsThePageSays() {
    byte[] block = new byte[512];
    Arrays.fill(block, (byte) 0xab);
    assertThat(
            KeptAside.header(
                UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                3,
                1_700_000_000_000L,
                1_699_999_999_000L))
        .isEqualTo(ByteBuffer.wrap(PAGE.vector("header")));
    assertThat(
            KeptAside.pieceHeader(
                UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
                300,
                1,
                512,
                ByteBuffer.wrap(block)))
        .isEqualTo(ByteBuffer.wrap(PAGE.vector("piece of one block of abh")));
    assertThat(KeptAside.pieceHeader(new UUID(0, 0), 1, 0, 0, ByteBuffer.allocate(0)))
        .isEqualTo(ByteBuffer.wrap(PAGE.vector("end after one piece")));
  }
}

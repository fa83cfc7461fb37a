package io.sealcopy.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.testing.SpecPage;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordVectorsTest {
  private static final SpecPage PAGE = SpecPage.named("sealed-record.md");

  static Stream<String> vectors() {
    return PAGE.vectors().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyVectorDecodesAndEncodesToTheSameBytes(String name) {
    byte[] bytes = PAGE.vector(name);
    RecordHeader header = decode(bytes);
    assertThat(header.checkBody(ByteBuffer.wrap(bytes), 0)).isNull();
    assertThat(header.recordLength()).isEqualTo(bytes.length);

    byte[] again = bytes.clone();
    ByteBuffer.wrap(again, 0, RecordHeader.LENGTH).put(new byte[RecordHeader.LENGTH]);
    header.encode(ByteBuffer.wrap(again), 0);
    assertThat(again).isEqualTo(bytes);
  }

  @Test
  void layoutIsTheTableOfThePage() {
    assertThat(RecordHeader.LAYOUT.byteSize()).isEqualTo(RecordHeader.LENGTH);
    assertThat(SpecPage.render(RecordHeader.LAYOUT)).isEqualTo(PAGE.layoutTable("Layout"));
  }

  @Test
  void fieldsOfTheDataVectorAreWhatThePageSays() {
    RecordHeader header = decode(PAGE.vector("data-xts"));
    assertThat(header)
        .isEqualTo(
            new RecordHeader(
                RecordKind.DATA,
                SealSuite.AES_256_XTS,
                true,
                1,
                UUID.fromString("10111213-1415-1617-1819-1a1b1c1d1e1f"),
                UUID.fromString("20212223-2425-2627-2829-2a2b2c2d2e2f"),
                7,
                KeyId.parse("303132333435363738393a3b3c3d3e3f"),
                3,
                512,
                0x123456,
                1,
                0,
                512,
                header.bodyChecksum(),
                0,
                0,
                1767225600000L));
  }

  private static RecordHeader decode(byte[] bytes) {
    return switch (RecordHeader.decode(ByteBuffer.wrap(bytes), 0)) {
      case RecordHeader header -> header;
      case RecordDamage damage -> throw new AssertionError(damage.message());
    };
  }
}

package io.sealcopy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Crc32cTest {
  /** RFC 7143 §A.4: 32 bytes of zeros give aa 36 91 8a in wire order (least significant first). */
  @Test
  void matchesTheExamplesOfTheStandard() {
    byte[] bytes = new byte[32];
    assertThat(Crc32c.of(bytes, 0, 32)).isEqualTo(0x8a9136aa);
    Arrays.fill(bytes, (byte) 0xff);
    assertThat(Crc32c.of(ByteBuffer.wrap(bytes))).isEqualTo(0x62a8ab43);
  }
}

package io.sealcopy.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockChecksumsTest {
  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void onePassGivesWhatSeparateOnesGive(int blockLength) {
    Random random = new Random(blockLength);
    for (int blocks = 0; blocks < 20; blocks++) {
      byte[] bytes = new byte[blocks * blockLength];
      random.nextBytes(bytes);
      ByteBuffer data = ByteBuffer.wrap(bytes);
      int[] sums = new int[20];
      assertThat(BlockChecksums.of(blockLength).sum(data, sums)).isEqualTo(Crc32c.of(data));
      for (int i = 0; i < blocks; i++) {
        assertThat(sums[i]).isEqualTo(Crc32c.of(bytes, i * blockLength, blockLength));
      }
    }
  }

  @Test
  void otherBlocksDoNotExist() {
    assertThatThrownBy(() -> BlockChecksums.of(520)).hasMessage("blocks of 520 bytes");
  }
}

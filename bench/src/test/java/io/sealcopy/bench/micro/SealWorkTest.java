package io.sealcopy.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealWorkTest {
  @ParameterizedTest
  @CsvSource({"xts,512,65536", "xts,4096,4096", "gcm,4096,65536"})
  void equalWritesAreSealedDifferentlyEachTimeAndFillTheJournal(String kind, int unit, int length) {
    SealWork work = SealWork.of(kind, unit, length);
    byte[] first = last(work.next(), length);
    assertThat(last(work.next(), length)).isNotEqualTo(first);
    int writes = 2;
    while (work.next().position() > length) {
      writes++;
    }
    assertThat(writes).isEqualTo((1 << 20) / length);
  }

  private static byte[] last(ByteBuffer journal, int length) {
    byte[] sealed = new byte[length];
    journal.get(journal.position() - length, sealed);
    return sealed;
  }
}

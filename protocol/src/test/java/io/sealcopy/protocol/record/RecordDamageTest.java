package io.sealcopy.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.record.RecordDamage.Fault;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.testing.SpecPage;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordDamageTest {
  private final byte[] sound = SpecPage.named("sealed-record.md").vector("data-xts");

  @Test
  void everyFlippedBitIsFound() {
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] bytes = sound.clone();
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      ByteBuffer damaged = ByteBuffer.wrap(bytes);
      switch (RecordHeader.decode(damaged, 0)) {
        case RecordDamage _ -> assertThat(bit / 8).isLessThan(RecordHeader.LENGTH);
        case RecordHeader header ->
            assertThat(header.checkBody(damaged, 0))
                .extracting(RecordDamage::fault)
                .isEqualTo(Fault.BODY_CHECKSUM);
      }
    }
  }

  @Test
  void everyTruncationIsFound() {
    for (int length = 0; length < sound.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(sound, 0, length);
      RecordDamage damage =
          switch (RecordHeader.decode(cut, 0)) {
            case RecordDamage found -> found;
            case RecordHeader header -> header.checkBody(cut, 0);
          };
      assertThat(damage).isEqualTo(new RecordDamage(Fault.TRUNCATED, length, length));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 0, MAGIC",
    "8, 2, 2, VERSION",
    "10, 1, 0, KIND",
    "10, 1, 7, KIND",
    "10, 1, 255, KIND",
    "11, 1, 3, SUITE",
    "11, 1, 0, KEY",
    "12, 2, 2, FLAGS",
    "14, 2, 159, HEADER_LENGTH",
    "14, 2, 65535, HEADER_LENGTH",
    "84, 4, 513, RANGE",
    "88, 8, -1, RANGE",
    "88, 8, 9223372036854775807, RANGE",
    "96, 4, 0, RANGE",
    "96, 4, -1, RANGE",
    "96, 4, 2, DATA_LENGTH",
    "100, 4, 16, TAGS_LENGTH",
    "104, 4, 511, DATA_LENGTH",
    "104, 4, 262145, DATA_LENGTH",
    "104, 4, -1, DATA_LENGTH",
    "112, 8, 1, KEY",
    "136, 4, 1, RESERVED",
    "152, 4, 1, RESERVED",
  })
  void wrongFieldsBelowASoundChecksumAreNamed(int at, int size, long value, Fault fault) {
    ByteBuffer bytes = ByteBuffer.wrap(sound.clone());
    for (int i = 0; i < size; i++) {
      bytes.put(at + i, (byte) (value >>> (8 * (size - 1 - i))));
    }
    bytes.putInt(156, Crc32c.of(bytes, 0, 156));
    assertThat(RecordHeader.decode(bytes, 0))
        .isInstanceOfSatisfying(
            RecordDamage.class, damage -> assertThat(damage.fault()).isEqualTo(fault));
  }

  @Test
  void aLongerHeaderOfANewerVersionIsToldFromDamage() {
    ByteBuffer newer = ByteBuffer.allocate(200).put(0, sound, 0, 160);
    newer.putShort(8, (short) 2).putShort(14, (short) 200);
    newer.putInt(196, Crc32c.of(newer, 0, 196));
    assertThat(RecordHeader.decode(newer, 0)).isEqualTo(new RecordDamage(Fault.VERSION, 8, 2));
  }

  @Test
  void arbitraryBytesNeverThrow() {
    Seeds.forEach(
        20,
        (random, _) -> {
          for (int round = 0; round < 1000; round++) {
            byte[] bytes = sound.clone();
            for (int changes = random.nextInt(1, 8); changes > 0; changes--) {
              bytes[random.nextInt(RecordHeader.LENGTH)] = (byte) random.nextInt();
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1));
            if (random.nextBoolean() && buffer.limit() >= RecordHeader.LENGTH) {
              buffer.putInt(156, Crc32c.of(buffer, 0, 156));
            }
            if (RecordHeader.decode(buffer, 0) instanceof RecordHeader header) {
              header.checkBody(buffer, 0);
            }
          }
        });
  }

  @Test
  void aRecordThatNoReaderWouldAcceptIsNotWritten() {
    RecordHeader contradiction =
        new RecordHeader(
            RecordKind.DATA,
            SealSuite.NONE,
            false,
            1,
            new UUID(1, 2),
            new UUID(3, 4),
            1,
            RecordHeader.NO_KEY,
            0,
            512,
            0,
            2,
            0,
            512,
            0,
            0,
            0,
            0);
    assertThatThrownBy(() -> contradiction.encode(ByteBuffer.allocate(160), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("data length");
  }
}

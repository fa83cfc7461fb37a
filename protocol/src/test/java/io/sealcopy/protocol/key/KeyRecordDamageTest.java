package io.sealcopy.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.key.KeyRecordCodec.Decoded;
import io.sealcopy.protocol.key.KeyRecordCodec.Fault;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.testing.SpecPage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyRecordDamageTest {
  private static final byte[] WHOLE = SpecPage.named("key-record.md").vector("first");

  @Test
  void everyFlippedBitIsFound() {
    for (int bit = 0; bit < WHOLE.length * 8; bit++) {
      byte[] damaged = WHOLE.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(KeyRecordCodec.decode(damaged)).isInstanceOf(Decoded.Malformed.class);
    }
  }

  @Test
  void everyTruncationAndAnyTailIsFound() {
    for (int length = 0; length < WHOLE.length; length++) {
      assertThat(KeyRecordCodec.decode(Arrays.copyOf(WHOLE, length)))
          .isEqualTo(new Decoded.Malformed(Fault.TRUNCATED, length));
    }
    assertThat(KeyRecordCodec.decode(Arrays.copyOf(WHOLE, WHOLE.length + 1)))
        .isEqualTo(new Decoded.Malformed(Fault.TRAILING_BYTES, WHOLE.length));
    assertThat(KeyRecordCodec.decode(new byte[KeyRecordCodec.MAX_BYTES + 1]))
        .isEqualTo(new Decoded.Malformed(Fault.TOO_LONG, KeyRecordCodec.MAX_BYTES));
  }

  @Test
  void everyFieldOutsideItsRangeIsNamedByItsOffset() {
    assertFault(Fault.WRONG_MAGIC, 0, set(0, 0));
    assertFault(Fault.UNKNOWN_VERSION, 8, set(9, 2));
    assertFault(Fault.OUT_OF_RANGE, 10, set(10, 0));
    assertFault(Fault.OUT_OF_RANGE, 10, set(10, 3));
    assertFault(Fault.OUT_OF_RANGE, 11, set(11, 0));
    assertFault(Fault.OUT_OF_RANGE, 12, set(12, 0x80));
    assertFault(Fault.OUT_OF_RANGE, 48, set(48, 0x80));
    assertFault(Fault.OUT_OF_RANGE, 56, set(56, 0xff));
    assertFault(Fault.OUT_OF_RANGE, 64, set(64, 0x80));
    assertFault(Fault.OUT_OF_RANGE, 72, set(75, 0));
    assertFault(Fault.OUT_OF_RANGE, 72, set(72, 0x40));
    assertFault(Fault.RECIPIENT_COUNT, 76, set(77, 0));
    assertFault(Fault.RECIPIENT_COUNT, 76, set(77, 17));
    assertFault(Fault.OUT_OF_RANGE, 78, set(78, 0));
    assertFault(Fault.OUT_OF_RANGE, 79, set(79, 1));
  }

  @Test
  void lengthsThatContradictEachOtherAreFound() {
    assertFault(Fault.WRONG_LENGTH, 144, set(144, 0x7f));
    assertFault(Fault.WRONG_LENGTH, 144, set(144, 0xff));
    // One recipient fewer than there are: the second is then taken for the signer.
    assertFault(Fault.WRONG_LENGTH, 12, set(77, 1));
    byte[] noEnvelope = WHOLE.clone();
    ByteBuffer.wrap(noEnvelope).putInt(144, 0);
    assertFault(Fault.WRONG_LENGTH, 144, summed(noEnvelope));
  }

  @Test
  void aRecipientNamedTwiceIsFoundAndNeverWritten() {
    int second = 112 + 36 + ByteBuffer.wrap(WHOLE).getInt(144);
    byte[] twice = WHOLE.clone();
    System.arraycopy(WHOLE, 112, twice, second, Sha256.BYTES);
    assertFault(Fault.REPEATED_RECIPIENT, second, summed(twice));

    OpaqueBytes some = OpaqueBytes.copyOf(new byte[] {1});
    KeyRecord.Recipient recipient = new KeyRecord.Recipient(Sha256.NONE, some);
    KeyRecord.Signer signer = new KeyRecord.Signer(Sha256.NONE, some, 1);
    KeyDescription key =
        new KeyDescription(
            new UUID(0, 0), Direction.REVERSE, 0, new KeyId(0, 0), 1, 0, 1, 0, Sha256.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeyRecord(key, List.of(recipient, recipient), signer, some));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeyRecord(key, List.of(), signer, some));
    OpaqueBytes huge = OpaqueBytes.copyOf(new byte[KeyRecordCodec.MAX_BYTES]);
    KeyRecord tooLong =
        new KeyRecord(key, List.of(new KeyRecord.Recipient(Sha256.NONE, huge)), signer, some);
    assertThatIllegalArgumentException()
        .isThrownBy(tooLong::encode)
        .withMessageContaining("too long");
  }

  @Test
  void anyBytesWithASoundChecksumDecodeToThemselvesOrAreRefused() {
    Seeds.forEach(
        2000,
        (random, _) -> {
          byte[] bytes = WHOLE.clone();
          int changes = random.nextInt(1, 6);
          for (int i = 0; i < changes; i++) {
            int at = random.nextInt(8, random.nextBoolean() ? 160 : bytes.length);
            bytes[at] = (byte) random.nextInt();
          }
          summed(bytes);
          switch (KeyRecordCodec.decode(bytes)) {
            case Decoded.Valid(KeyRecord record) -> assertThat(record.encode()).isEqualTo(bytes);
            case Decoded.Malformed malformed ->
                assertThat(malformed.offset()).isBetween(0, bytes.length);
          }
        });
  }

  private static byte[] set(int at, int value) {
    byte[] bytes = WHOLE.clone();
    bytes[at] = (byte) value;
    return summed(bytes);
  }

  private static byte[] summed(byte[] bytes) {
    int covered = bytes.length - 4;
    ByteBuffer.wrap(bytes).putInt(covered, Crc32c.of(bytes, 0, covered));
    return bytes;
  }

  private static void assertFault(Fault fault, int offset, byte[] bytes) {
    assertThat(KeyRecordCodec.decode(bytes)).isEqualTo(new Decoded.Malformed(fault, offset));
  }
}

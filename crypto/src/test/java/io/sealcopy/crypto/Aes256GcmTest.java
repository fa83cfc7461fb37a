package io.sealcopy.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sealcopy.protocol.key.Sha256;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Aes256GcmTest {
  private static final int UNIT = Aes256Gcm.UNIT;
  private static final int TAG = Aes256Gcm.TAG;

  @Test
  void sealsAndOpensAsOpensslDoes() {
    List<List<String>> vectors = Vectors.read("aes-256-gcm-by-openssl.txt");
    assertThat(vectors).hasSize(6);
    for (List<String> vector : vectors) {
      long sequence = Long.parseUnsignedLong(vector.get(0));
      ByteBuffer header = header(Integer.parseInt(vector.get(1)));
      int units = Integer.parseInt(vector.get(2));
      ByteBuffer plaintext = pattern(units * UNIT);
      ByteBuffer sealed = ByteBuffer.allocate(units * UNIT);
      ByteBuffer tags = ByteBuffer.allocate(units * TAG);

      cipher().seal(sequence, header, plaintext, sealed, tags);
      assertThat(Sha256.hashOf(sealed.array()))
          .as("%s", vector)
          .isEqualTo(Sha256.parse(vector.get(3)));
      assertThat(HexFormat.of().formatHex(tags.array())).isEqualTo(vector.get(4));
      assertThat(plaintext.hasRemaining()).isFalse();
      assertThat(header.position()).isZero();

      ByteBuffer opened = ByteBuffer.allocate(units * UNIT);
      assertThat(cipher().open(sequence, header, sealed.flip(), tags.flip(), opened)).isTrue();
      assertThat(opened.flip()).isEqualTo(plaintext.flip());
    }
  }

  @Test
  void oneObjectSealsOneRecordAfterTheOther() {
    Aes256Gcm kept = cipher();
    for (long sequence = 5; sequence < 9; sequence++) {
      ByteBuffer byKept = ByteBuffer.allocate(2 * UNIT);
      ByteBuffer byNew = ByteBuffer.allocate(2 * UNIT);
      ByteBuffer tags = ByteBuffer.allocate(2 * TAG);
      kept.seal(sequence, header(160), pattern(2 * UNIT), byKept, tags);
      cipher().seal(sequence, header(160), pattern(2 * UNIT), byNew, tags.clear());
      assertThat(byKept.array()).isEqualTo(byNew.array());
      ByteBuffer opened = ByteBuffer.allocate(2 * UNIT);
      assertThat(kept.open(sequence, header(160), byKept.flip(), tags.flip(), opened)).isTrue();
    }
  }

  @Test
  void sealsInPlaceAndAcrossKindsOfBuffers() {
    ByteBuffer expected = ByteBuffer.allocate(3 * UNIT);
    ByteBuffer tags = ByteBuffer.allocate(3 * TAG);
    cipher().seal(1, header(160), pattern(3 * UNIT), expected, tags);

    ByteBuffer direct = ByteBuffer.allocateDirect(3 * UNIT + 24);
    direct.position(13).limit(13 + 3 * UNIT);
    direct.duplicate().put(pattern(3 * UNIT));
    ByteBuffer sameTags = ByteBuffer.allocateDirect(3 * TAG);
    cipher()
        .seal(1, header(160), direct.duplicate().asReadOnlyBuffer(), direct.duplicate(), sameTags);
    assertThat(direct).isEqualTo(expected.flip());
    assertThat(sameTags.flip()).isEqualTo(tags.flip());
  }

  @Test
  void whatWasChangedOrMovedDoesNotOpen() {
    ByteBuffer sealed = ByteBuffer.allocate(3 * UNIT);
    ByteBuffer tags = ByteBuffer.allocate(3 * TAG);
    cipher().seal(7, header(160), pattern(3 * UNIT), sealed, tags);

    assertThat(unitsOpened(7, header(160), sealed, tags)).isEqualTo(3);
    assertThat(unitsOpened(8, header(160), sealed, tags)).isZero();
    assertThat(unitsOpened(7, header(159), sealed, tags)).isZero();
    assertThat(unitsOpened(7, header(160).put(100, (byte) 0), sealed, tags)).isZero();
    assertThat(unitsOpened(7, header(160), changed(sealed, UNIT), tags)).isEqualTo(1);
    assertThat(unitsOpened(7, header(160), sealed, changed(tags, 3 * TAG - 1))).isEqualTo(2);

    ByteBuffer swapped = ByteBuffer.allocate(3 * UNIT);
    swapped.put(sealed.slice(UNIT, UNIT)).put(sealed.slice(0, UNIT)).position(0);
    ByteBuffer swappedTags = ByteBuffer.allocate(3 * TAG);
    swappedTags.put(tags.slice(TAG, TAG)).put(tags.slice(0, TAG));
    assertThat(unitsOpened(7, header(160), swapped, swappedTags)).isZero();
  }

  @Test
  void refusesASequenceThatDoesNotRise() {
    Aes256Gcm cipher = cipher();
    seal(cipher, 5);
    seal(cipher, -2);
    assertThatIllegalStateException()
        .isThrownBy(() -> seal(cipher, -2))
        .withMessage("sequence 18446744073709551614 sealed after 18446744073709551614");
    assertThatIllegalStateException().isThrownBy(() -> seal(cipher, 6));
    assertThatIllegalStateException().isThrownBy(() -> seal(cipher(), 0));
  }

  @Test
  void refusesPartsOfUnitsAndTooLittleRoom() {
    ByteBuffer tags = ByteBuffer.allocate(TAG);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cipher().seal(1, header(9), room(100), room(UNIT), tags))
        .withMessage("100 bytes are not a whole number of units of 4096");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cipher().seal(1, header(9), room(UNIT), room(UNIT - 1), tags))
        .withMessage("destination has room for 4095 of 4096 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cipher().seal(1, header(9), room(2 * UNIT), room(2 * UNIT), tags))
        .withMessage("16 bytes for the tags of 2 units");
    assertThatIllegalArgumentException().isThrownBy(() -> Aes256GcmKey.copyOf(new byte[16]));
  }

  /** Nothing after those may have been put out. */
  private static int unitsOpened(
      long sequence, ByteBuffer header, ByteBuffer from, ByteBuffer tags) {
    ByteBuffer opened = ByteBuffer.allocate(from.capacity());
    boolean all = cipher().open(sequence, header, from.clear(), tags.clear(), opened);
    int units = opened.position() / UNIT;
    assertThat(all).isEqualTo(units == from.capacity() / UNIT);
    assertThat(from.position()).isEqualTo(units * UNIT);
    assertThat(tags.position()).isEqualTo(units * TAG);
    assertThat(opened).isEqualTo(ByteBuffer.allocate(opened.remaining()));
    return units;
  }

  private static ByteBuffer changed(ByteBuffer bytes, int at) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.capacity());
    copy.put(bytes.duplicate().clear()).clear();
    return copy.put(at, (byte) (copy.get(at) ^ 1));
  }

  private static void seal(Aes256Gcm cipher, long sequence) {
    cipher.seal(sequence, header(9), pattern(UNIT), room(UNIT), room(TAG));
  }

  private static ByteBuffer room(int length) {
    return ByteBuffer.allocate(length);
  }

  private static Aes256Gcm cipher() {
    byte[] key = new byte[Aes256GcmKey.BYTES];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (i * 73 + 41);
    }
    return new Aes256Gcm(Aes256GcmKey.copyOf(key));
  }

  private static ByteBuffer header(int length) {
    ByteBuffer header = ByteBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      header.put(i, (byte) (i * 11 + 3));
    }
    return header;
  }

  private static ByteBuffer pattern(int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      bytes.put(i, (byte) (i * 31 + (i >> 8) * 7 + 5));
    }
    return bytes;
  }
}

package io.sealcopy.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sealcopy.protocol.key.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Aes256XtsTest {
  private static final String IEEE_KEY =
      "2718281828459045235360287471352662497757247093699959574966967627"
          + "3141592653589793238462643383279502884197169399375105820974944592";

  @Test
  void sealsAndOpensTheVectorsOfTheStandard() {
    BlockCipher cipher = cipher(HexFormat.of().parseHex(IEEE_KEY), 512);
    byte[] plaintext = new byte[512];
    for (int i = 0; i < plaintext.length; i++) {
      plaintext[i] = (byte) i;
    }
    List<List<String>> vectors = Vectors.read("ieee1619-xts-aes-256.txt");
    assertThat(vectors).hasSize(5);
    for (List<String> vector : vectors) {
      long dataUnit = Long.parseLong(vector.get(1), 16);
      byte[] ciphertext = HexFormat.of().parseHex(vector.get(2));
      assertThat(seal(cipher, dataUnit, plaintext)).as(vector.getFirst()).isEqualTo(ciphertext);
      assertThat(open(cipher, dataUnit, ciphertext)).as(vector.getFirst()).isEqualTo(plaintext);
    }
  }

  @Test
  void sealsAsDmCryptDoesForEveryBlockSizeAndAddress() {
    List<List<String>> vectors = Vectors.read("aes-256-xts-by-openssl.txt");
    assertThat(vectors).hasSizeGreaterThan(15);
    for (List<String> vector : vectors) {
      int unit = Integer.parseInt(vector.get(0));
      long lba = Long.parseUnsignedLong(vector.get(1));
      byte[] plaintext = pattern(unit * Integer.parseInt(vector.get(2)));
      BlockCipher cipher = cipher(patternKey(), unit);
      byte[] sealed = seal(cipher, lba, plaintext);
      assertThat(Sha256.hashOf(sealed)).as("%s", vector).isEqualTo(Sha256.parse(vector.get(3)));
      assertThat(open(cipher, lba, sealed)).isEqualTo(plaintext);
    }
  }

  @Test
  void sealsInPlaceAndAcrossKindsOfBuffers() {
    BlockCipher cipher = cipher(patternKey(), 4096);
    byte[] plaintext = pattern(5 * 4096);
    byte[] expected = seal(cipher, 7, plaintext);

    ByteBuffer same = ByteBuffer.wrap(plaintext.clone());
    cipher.seal(7, same, same);
    assertThat(same.array()).isEqualTo(expected);
    assertThat(same.hasRemaining()).isFalse();

    ByteBuffer direct = ByteBuffer.allocateDirect(plaintext.length + 24);
    direct.position(13).limit(13 + plaintext.length);
    direct.duplicate().put(plaintext);
    cipher.seal(7, direct.duplicate().asReadOnlyBuffer(), direct.duplicate());
    byte[] sealed = new byte[plaintext.length];
    direct.get(13, sealed);
    assertThat(sealed).isEqualTo(expected);
  }

  @Test
  void kindAndOrderOfBuffersMakeNoDifference() {
    for (int unit : new int[] {16, 512, 528, 4096, 20480}) {
      byte[] plaintext = pattern(unit * 5);
      BlockCipher cipher = cipher(patternKey(), unit);
      byte[] expected = seal(cipher, 9, plaintext);
      for (ByteBuffer from : kindsOfBuffers(plaintext)) {
        for (ByteBuffer to : kindsOfBuffers(new byte[plaintext.length])) {
          if (to.isReadOnly()) {
            continue;
          }
          ByteOrder fromOrder = from.order();
          ByteOrder toOrder = to.order();
          ByteBuffer sealed = to.slice().order(toOrder);
          cipher.seal(9, from, sealed);
          assertThat(sealed.flip()).isEqualTo(ByteBuffer.wrap(expected));
          from.position(from.position() - plaintext.length);

          cipher.open(9, sealed, to);
          to.position(to.position() - plaintext.length);
          assertThat(to).isEqualTo(ByteBuffer.wrap(plaintext));
          assertThat(List.of(from.order(), sealed.order(), to.order()))
              .containsExactly(fromOrder, toOrder, toOrder);
        }
      }
    }
  }

  @Test
  void touchesNothingBesideTheBlocksAndAdvancesBothPositions() {
    BlockCipher cipher = cipher(patternKey(), 512);
    ByteBuffer from = ByteBuffer.wrap(pattern(1024)).position(512);
    ByteBuffer to = ByteBuffer.allocate(1024).position(100);
    cipher.seal(0, from, to);
    assertThat(from.position()).isEqualTo(1024);
    assertThat(to.position()).isEqualTo(612);
    assertThat(Arrays.copyOf(to.array(), 100)).containsOnly(0);
    assertThat(Arrays.copyOfRange(to.array(), 612, 1024)).containsOnly(0);
  }

  @Test
  void refusesPartsOfBlocksAndTooLittleRoom() {
    BlockCipher cipher = cipher(patternKey(), 512);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cipher.seal(0, ByteBuffer.allocate(100), ByteBuffer.allocate(512)))
        .withMessage("100 bytes are not a whole number of blocks of 512");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cipher.seal(0, ByteBuffer.allocate(512), ByteBuffer.allocate(511)))
        .withMessage("destination has room for 511 of 512 bytes");
  }

  @Test
  void refusesBlockSizesThatWouldNeedStealingAndKeysOfTwoEqualHalves() {
    assertThatIllegalArgumentException().isThrownBy(() -> cipher(patternKey(), 520));
    assertThatIllegalArgumentException().isThrownBy(() -> cipher(patternKey(), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> cipher(new byte[32], 512));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cipher(new byte[64], 512))
        .withMessageContaining("halves are equal");
  }

  @Test
  void goesOnAfterItsKeyWasClosed() {
    VolumeKey key = VolumeKey.owning(patternKey());
    BlockCipher cipher = Suites.AES_256_XTS.cipher(key, 512);
    byte[] before = seal(cipher, 3, pattern(512));
    key.close();
    assertThat(seal(cipher, 3, pattern(512))).isEqualTo(before);
  }

  private static List<ByteBuffer> kindsOfBuffers(byte[] content) {
    int length = content.length;
    ByteBuffer heap = ByteBuffer.allocate(length + 8).position(3).limit(3 + length);
    ByteBuffer direct = ByteBuffer.allocateDirect(length + 8).position(5).limit(5 + length);
    heap.duplicate().put(content);
    direct.duplicate().put(content);
    ByteBuffer little = ByteBuffer.allocateDirect(length).put(content).flip();
    return List.of(
        heap,
        heap.slice(),
        heap.duplicate().asReadOnlyBuffer(),
        direct,
        direct.duplicate().asReadOnlyBuffer(),
        little.order(ByteOrder.LITTLE_ENDIAN));
  }

  private static BlockCipher cipher(byte[] key, int blockBytes) {
    return Suites.AES_256_XTS.cipher(VolumeKey.owning(key), blockBytes);
  }

  private static byte[] seal(BlockCipher cipher, long lba, byte[] plaintext) {
    ByteBuffer sealed = ByteBuffer.allocate(plaintext.length);
    cipher.seal(lba, ByteBuffer.wrap(plaintext), sealed);
    return sealed.array();
  }

  private static byte[] open(BlockCipher cipher, long lba, byte[] ciphertext) {
    ByteBuffer opened = ByteBuffer.allocate(ciphertext.length);
    cipher.open(lba, ByteBuffer.wrap(ciphertext), opened);
    return opened.array();
  }

  private static byte[] patternKey() {
    byte[] key = new byte[64];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (i * 73 + 41);
    }
    return key;
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8) * 7 + 5);
    }
    return bytes;
  }
}

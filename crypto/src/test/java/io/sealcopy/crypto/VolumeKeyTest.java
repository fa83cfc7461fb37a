package io.sealcopy.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.testing.SpecPage;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeKeyTest {
  private static final UUID VOLUME = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final SpecPage PAGE = SpecPage.named("key-derivation.md");

  @Test
  void derivesTheVectorsOfTheSpecPage() {
    assertThat(VolumeKey.info(Suites.AES_256_XTS, VOLUME, Direction.MAIN_TO_REMOTE))
        .isEqualTo(PAGE.vector("info-main-to-remote"));
    assertThat(derive(Direction.MAIN_TO_REMOTE))
        .isEqualTo(PAGE.vector("volume-key-main-to-remote"));
    assertThat(derive(Direction.REVERSE)).isEqualTo(PAGE.vector("volume-key-reverse"));
  }

  @Test
  @Tag("system")
  void opensslDerivesTheSameKey(@TempDir Path directory) throws Exception {
    byte[] bytes = new byte[GroupKey.BYTES];
    new SecureRandom().nextBytes(bytes);
    UUID volume = UUID.randomUUID();
    String info =
        "7365616c636f707920763100" // sealcopy v1
            + "6165732d3235362d78747300" // aes-256-xts
            + volume.toString().replace("-", "")
            + "02";
    OpenSsl.Run run =
        OpenSsl.run(
            directory,
            "kdf -keylen 64 -kdfopt digest:SHA256 -kdfopt hexkey:%s -kdfopt hexinfo:%s HKDF"
                .formatted(HexFormat.of().formatHex(bytes), info)
                .split(" "));
    assertThat(run.exitCode()).as(run.output()).isZero();
    try (GroupKey groupKey = GroupKey.owning(bytes);
        VolumeKey key = VolumeKey.derive(groupKey, Suites.AES_256_XTS, volume, Direction.REVERSE)) {
      assertThat(HexFormat.of().formatHex(key.bytes()))
          .isEqualTo(run.output().strip().replace(":", "").toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void overwritesKeysWhenTheyAreClosed() {
    byte[] bytes = PAGE.vector("group-key");
    GroupKey groupKey = GroupKey.owning(bytes);
    VolumeKey key =
        VolumeKey.derive(groupKey, Suites.AES_256_XTS, VOLUME, Direction.MAIN_TO_REMOTE);
    byte[] derived = key.bytes();
    groupKey.close();
    key.close();
    assertThat(bytes).containsOnly(0);
    assertThat(derived).containsOnly(0);
    assertThatIllegalStateException().isThrownBy(groupKey::bytes);
    assertThatIllegalStateException().isThrownBy(key::bytes);
  }

  private static byte[] derive(Direction direction) {
    try (GroupKey groupKey = GroupKey.owning(PAGE.vector("group-key"));
        VolumeKey key = VolumeKey.derive(groupKey, Suites.AES_256_XTS, VOLUME, direction)) {
      return key.bytes().clone();
    }
  }
}

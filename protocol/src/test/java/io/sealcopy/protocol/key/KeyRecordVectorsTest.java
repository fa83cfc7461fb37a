package io.sealcopy.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.SpecPage;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRecordVectorsTest {
  private static final SpecPage PAGE = SpecPage.named("key-record.md");

  @ParameterizedTest
  @ValueSource(strings = {"first", "second"})
  void everyVectorDecodesAndEncodesToTheSameBytes(String name) {
    assertThat(decode(PAGE.vector(name)).encode()).isEqualTo(PAGE.vector(name));
  }

  @Test
  void layoutIsTheTableOfThePage() {
    assertThat(SpecPage.render(KeyRecordCodec.LAYOUT)).isEqualTo(PAGE.layoutTable("Layout"));
  }

  @Test
  void fieldsAreWhatThePageSays() {
    KeyRecord first = decode(PAGE.vector("first"));
    UUID group = UUID.fromString("10111213-1415-1617-1819-1a1b1c1d1e1f");
    assertThat(first.key())
        .isEqualTo(
            new KeyDescription(
                group,
                Direction.MAIN_TO_REMOTE,
                1,
                KeyId.parse("303132333435363738393a3b3c3d3e3f"),
                1,
                1,
                1,
                1_767_225_600_000L,
                Sha256.NONE));
    assertThat(first.recipients()).hasSize(2);
    Sha256 alice = Sha256.hashOf(PAGE.vector("recipient-certificate"));
    assertThat(first.recipients().getFirst().certificate()).isEqualTo(alice);
    assertThat(first.signer().algorithm()).isEqualTo(KeyRecord.Signer.ECDSA_P256_SHA256);
    assertThat(Sha256.hashOf(first.signer().certificate().toByteArray()))
        .isEqualTo(first.signer().fingerprint());

    KeyRecord second = decode(PAGE.vector("second"));
    assertThat(second.key().generation()).isEqualTo(2);
    assertThat(second.key().firstSequence()).isEqualTo(1L << 40);
    assertThat(second.key().previous()).isEqualTo(first.hash());
    assertThat(second.recipients())
        .extracting(KeyRecord.Recipient::certificate)
        .isEqualTo(List.of(alice));
  }

  private static KeyRecord decode(byte[] bytes) {
    return switch (KeyRecordCodec.decode(bytes)) {
      case KeyRecordCodec.Decoded.Valid(KeyRecord record) -> record;
      case KeyRecordCodec.Decoded.Malformed malformed ->
          throw new AssertionError(malformed.message());
    };
  }
}

package io.sealcopy.protocol.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextParametersTest {
  private static ParsedText parse(String text) {
    return TextParameters.parse(
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), TextLimits.NEGOTIATION);
  }

  @Test
  void pairsKeepTheirOrderAndValuesMayHoldEquals() {
    assertThat(parse("InitiatorName=iqn.a\0X-io.sealcopy.a=b=c\0Empty=\0"))
        .isEqualTo(
            TextParameters.of(
                new TextParameter("InitiatorName", "iqn.a"),
                new TextParameter("X-io.sealcopy.a", "b=c"),
                new TextParameter("Empty", "")));
    assertThat(parse("")).isEqualTo(new TextParameters(List.of()));
    assertThat(parse("\0\0A=1\0\0")).isEqualTo(TextParameters.of(new TextParameter("A", "1")));
  }

  @Test
  void encodingIsTheTextOfTheStandard() {
    ByteBuffer bytes =
        TextParameters.of(
                TextParameter.of(TextKey.SESSION_TYPE, "Normal"),
                TextParameter.of(TextKey.INITIATOR_ALIAS, "ü"))
            .encode();
    assertThat(StandardCharsets.UTF_8.decode(bytes).toString())
        .isEqualTo("SessionType=Normal\0InitiatorAlias=ü\0");
  }

  @ParameterizedTest
  @CsvSource({
    "A=1|B, 'B', has no '='",
    "=1|, '', is no key name",
    "A B=1|, 'A?B', is no key name",
    "A=1|A=2|, A, A comes twice",
    "A=1|B=2, B, not ended by a zero byte",
  })
  void malformedPairsAreNamed(String text, String key, String problem) {
    assertThat(parse(text.replace('|', '\0')))
        .isInstanceOfSatisfying(
            TextProblem.class,
            p -> {
              assertThat(p.key()).isEqualTo(key);
              assertThat(p.problem()).contains(problem);
            });
  }

  @Test
  void sizesAreLimited() {
    assertThat(parse("K".repeat(64) + "=1\0")).isInstanceOf(TextProblem.class);
    assertThat(parse("K".repeat(63) + "=1\0")).isInstanceOf(TextParameters.class);
    assertThat(parse("K=" + "1".repeat(2050) + "\0")).isInstanceOf(TextParameters.class);
    assertThat(parse("K=" + "1".repeat(2051) + "\0")).isInstanceOf(TextProblem.class);
    assertThat(parse("A=1\0".repeat(1))).isInstanceOf(TextParameters.class);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 129; i++) {
      many.append("K").append(i).append("=\0");
    }
    assertThat(parse(many.toString())).isEqualTo(new TextProblem("", "more than 128 keys"));
    assertThat(parse("\0".repeat(16 * 1024 + 1)))
        .isEqualTo(new TextProblem("", "more than 16384 bytes of text"));
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {'A', '=', (byte) 0xc3, 0});
    assertThat(TextParameters.parse(bytes, TextLimits.NEGOTIATION))
        .isEqualTo(new TextProblem("", "a pair that is not UTF-8"));
    assertThat(bytes.position()).isZero();
  }

  @Test
  void targetsOfADiscoveryRepeatTheirKeys() {
    assertThat(parse("TargetName=a\0TargetAddress=1:1,1\0TargetAddress=2:1,1\0TargetName=b\0"))
        .isInstanceOfSatisfying(TextParameters.class, text -> assertThat(text.pairs()).hasSize(4));
  }

  @Test
  void aPairMayBeCutAnywhereBetweenPdus() {
    byte[] text = "HeaderDigest=CRC32C,None\0MaxBurstLength=512\0".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= text.length; cut++) {
      TextAssembler assembler = new TextAssembler(TextLimits.NEGOTIATION);
      assertThat(assembler.append(ByteBuffer.wrap(text, 0, cut))).isEmpty();
      assertThat(assembler.append(ByteBuffer.wrap(text, cut, text.length - cut))).isEmpty();
      assertThat(assembler.length()).isEqualTo(text.length);
      assertThat(assembler.finish())
          .isEqualTo(
              TextParameters.of(
                  TextParameter.of(TextKey.HEADER_DIGEST, "CRC32C,None"),
                  TextParameter.of(TextKey.MAX_BURST_LENGTH, "512")));
      assertThat(assembler.finish()).isEqualTo(new TextParameters(List.of()));
    }
  }

  @Test
  void piecesTogetherAreLimitedToo() {
    TextAssembler assembler = new TextAssembler(new TextLimits(10, 5));
    assertThat(assembler.append(ByteBuffer.allocate(10))).isEmpty();
    assertThat(assembler.append(ByteBuffer.allocate(1))).isPresent();
  }

  @Test
  void aCredentialDoesNotReachALogLine() {
    assertThat(new TextParameter("CHAP_R", "0x1234").toString()).doesNotContain("1234");
  }
}

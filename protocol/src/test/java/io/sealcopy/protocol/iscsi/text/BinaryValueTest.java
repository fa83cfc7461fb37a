package io.sealcopy.protocol.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryValueTest {
  @ParameterizedTest
  @CsvSource({
    "0x00ff10, 00ff10",
    "0XABCdef, abcdef",
    "0xabc, 0abc",
    "0bAP8Q, 00ff10",
    "0BAP8=, 00ff",
    "255, ff",
    "256, 0100",
    "0, 00",
    "18446744073709551615, ffffffffffffffff",
  })
  void everyEncodingIsRead(String value, String hex) {
    assertThat(BinaryValue.decode(value).map(BinaryValue::encode)).contains("0x" + hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0x", "0b", "0xzz", "0b***", "-1", "1a", "18446744073709551616", "0x 1"})
  void otherValuesAreRefused(String value) {
    assertThat(BinaryValue.decode(value)).isEmpty();
  }

  @Test
  void atMost1024Bytes() {
    assertThat(BinaryValue.decode("0x" + "ab".repeat(1024))).isPresent();
    assertThat(BinaryValue.decode("0x" + "ab".repeat(1025))).isEmpty();
    assertThat(BinaryValue.decode("0b" + "AAAA".repeat(342))).isEmpty();
  }
}

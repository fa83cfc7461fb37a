package io.sealcopy.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IscsiUrlTest {
  @Test
  void everyPartIsRead() {
    assertThat(IscsiUrl.parse("iscsi://host@array.example:3261/iqn.2026-01.io.sealcopy:a.b/7"))
        .isEqualTo(
            new IscsiUrl(
                Optional.of("host"), "array.example", 3261, "iqn.2026-01.io.sealcopy:a.b", 7));
    assertThat(IscsiUrl.parse("iscsi://[fd00::1]/eui.0123456789abcdef/0"))
        .isEqualTo(new IscsiUrl(Optional.empty(), "fd00::1", 3260, "eui.0123456789abcdef", 0));
  }

  @ParameterizedTest
  @CsvSource({
    "iscsi://a/iqn.x/0",
    "iscsi://u@a:1/iqn.x/16383",
    "iscsi://[::1]:3261/naa.0123/1",
  })
  void textAndValueAreTheSame(String text) {
    assertThat(IscsiUrl.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "http://a/iqn.x/0, is not of the form",
    "iscsi://a/iqn.x, is not of the form",
    "iscsi://::1/iqn.x/0, brackets",
    "iscsi:///iqn.x/0, has no host",
    "iscsi://[a]/iqn.x/0, has no host",
    "iscsi://a:0/iqn.x/0, port",
    "iscsi://a:65536/iqn.x/0, port",
    "iscsi://a:x/iqn.x/0, port",
    "iscsi://a/disk/0, names the target 'disk'",
    "iscsi://a/iqn.X/0, names the target 'iqn.X'",
    "iscsi://a/iqn.x/16384, LUN",
    "iscsi://a/iqn.x/-1, LUN",
  })
  void whatIsWrongIsSaid(String text, String problem) {
    assertThat(IscsiUrl.parse(text))
        .isInstanceOfSatisfying(
            ParsedUrl.Invalid.class, invalid -> assertThat(invalid.problem()).contains(problem));
  }

  @Test
  void aPasswordIsNeitherTakenNorShown() {
    assertThat(IscsiUrl.parse("iscsi://u%secret@a/iqn.x/0"))
        .isInstanceOfSatisfying(
            ParsedUrl.Invalid.class,
            invalid -> assertThat(invalid.problem()).doesNotContain("secret"));
  }
}

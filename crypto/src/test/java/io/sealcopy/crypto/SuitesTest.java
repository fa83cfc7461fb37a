package io.sealcopy.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuitesTest {
  @Test
  void findsEverySuiteByIdAndByName() {
    for (Suite suite : Suites.all()) {
      assertThat(Suites.byId(suite.id())).isEqualTo(new Result.Ok<>(suite));
      assertThat(Suites.byName(suite.suiteName())).isEqualTo(new Result.Ok<>(suite));
    }
    assertThat(Suites.AES_256_XTS.id()).isEqualTo(1);
  }

  @Test
  void refusesTheReservedSuiteByNameAndAnyOtherAsUnknown() {
    assertThat(Suites.byId(2))
        .isEqualTo(new Result.Refused<>(new Refusal.SuiteNotAvailable("aes-256-gcm")));
    assertThat(Suites.byName("aes-256-gcm"))
        .isEqualTo(new Result.Refused<>(new Refusal.SuiteNotAvailable("aes-256-gcm")));
    assertThat(Suites.byId(0)).isEqualTo(new Result.Refused<>(new Refusal.UnknownSuite("id 0")));
    assertThat(Suites.byName("aes-xts"))
        .isEqualTo(new Result.Refused<>(new Refusal.UnknownSuite("name aes-xts")));
  }
}

package io.sealcopy.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Credentials made once, since an RSA key takes a while, and ways to look into results. */
final class TestCredentials {
  static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
  static final SecureRandom RANDOM = new SecureRandom();

  private static final Map<KeyKind, Credential> RECIPIENTS = new EnumMap<>(KeyKind.class);

  private TestCredentials() {}

  /** A recipient of that kind: the same one for every test. */
  static synchronized Credential recipient(KeyKind kind) {
    return RECIPIENTS.computeIfAbsent(kind, TestCredentials::another);
  }

  /** A recipient of that kind that nobody else has. */
  static Credential another(KeyKind kind) {
    return Credential.generate(
        kind,
        "recipient, \"" + kind.optionName() + "\" + ä",
        Credential.Purpose.UNWRAP,
        NOW,
        Credential.DEFAULT_VALIDITY,
        RANDOM);
  }

  static <T> T ok(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Refused<T>(Refusal refusal) -> throw new AssertionError(refusal.message());
    };
  }

  static Refusal refusal(Result<?> result) {
    assertThat(result).isInstanceOf(Result.Refused.class);
    return ((Result.Refused<?>) result).refusal();
  }
}

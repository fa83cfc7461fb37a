package io.sealcopy.crypto;

import java.util.function.Function;

/**
 * A value, or the reason why there is none. What goes wrong because of bytes, keys and passphrases
 * from outside comes this way; exceptions are left to broken invariants.
 */
public sealed interface Result<T> {
  /** The value. */
  record Ok<T>(T value) implements Result<T> {}

  /** The reason. */
  record Refused<T>(Refusal refusal) implements Result<T> {}

  /** Goes on with the value, or keeps the refusal. */
  default <R> Result<R> then(Function<? super T, ? extends Result<R>> next) {
    return switch (this) {
      case Ok<T>(T value) -> next.apply(value);
      case Refused<T>(Refusal refusal) -> new Refused<>(refusal);
    };
  }
}

package io.sealcopy.crypto;

import io.sealcopy.protocol.record.SealSuite;
import java.util.List;
import java.util.function.Predicate;

/** The suites there are, by id and by name. */
public final class Suites {
  /** Length-preserving, opens with dm-crypt; detects nothing. */
  public static final Suite AES_256_XTS = new Aes256XtsSuite();

  private static final List<Suite> ALL = List.of(AES_256_XTS);

  private Suites() {}

  /** All suites that can be used, in the order of their ids. */
  public static List<Suite> all() {
    return ALL;
  }

  /** The suite that a record or key record names by its id byte. */
  public static Result<Suite> byId(int id) {
    return find(suite -> suite.code() == id, "id " + id);
  }

  /** The suite that configuration or an operator names. */
  public static Result<Suite> byName(String name) {
    return find(suite -> suite.title().equals(name), "name " + name);
  }

  /** Ids and names are given out in one place, {@link SealSuite}; this knows which can be used. */
  private static Result<Suite> find(Predicate<SealSuite> wanted, String given) {
    for (SealSuite named : SealSuite.values()) {
      if (named != SealSuite.NONE && wanted.test(named)) {
        for (Suite suite : ALL) {
          if (suite.id() == named.code()) {
            return new Result.Ok<>(suite);
          }
        }
        return new Result.Refused<>(new Refusal.SuiteNotAvailable(named.title()));
      }
    }
    return new Result.Refused<>(new Refusal.UnknownSuite(given));
  }
}

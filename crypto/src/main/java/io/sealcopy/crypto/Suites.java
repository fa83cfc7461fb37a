package io.sealcopy.crypto;

import java.util.List;

/** The suites there are, by id and by name. */
public final class Suites {
  /** Length-preserving, opens with dm-crypt; detects nothing. */
  public static final Suite AES_256_XTS = new Aes256XtsSuite();

  private static final List<Suite> ALL = List.of(AES_256_XTS);

  private static final int RESERVED_GCM_ID = 2;
  private static final String RESERVED_GCM_NAME = "aes-256-gcm";

  private Suites() {}

  /** All suites that can be used, in the order of their ids. */
  public static List<Suite> all() {
    return ALL;
  }

  /** The suite that a record or key record names by its id byte. */
  public static Result<Suite> byId(int id) {
    for (Suite suite : ALL) {
      if (suite.id() == id) {
        return new Result.Ok<>(suite);
      }
    }
    return id == RESERVED_GCM_ID
        ? new Result.Refused<>(new Refusal.SuiteNotAvailable(RESERVED_GCM_NAME))
        : new Result.Refused<>(new Refusal.UnknownSuite("id " + id));
  }

  /** The suite that configuration or an operator names. */
  public static Result<Suite> byName(String name) {
    for (Suite suite : ALL) {
      if (suite.suiteName().equals(name)) {
        return new Result.Ok<>(suite);
      }
    }
    return name.equals(RESERVED_GCM_NAME)
        ? new Result.Refused<>(new Refusal.SuiteNotAvailable(name))
        : new Result.Refused<>(new Refusal.UnknownSuite("name " + name));
  }
}

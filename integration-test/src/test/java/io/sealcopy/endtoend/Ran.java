package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * A command that has ended.
 *
 * @param out its standard output
 * @param err its standard error
 */
record Ran(List<String> command, int code, String out, String err) {
  /** Fails the test unless the command ended well; returns this. */
  Ran expectOk() {
    return expect(0);
  }

  /** Fails the test unless the command ended with {@code expected}; returns this. */
  Ran expect(int expected) {
    assertThat(code).as("exit code of %s%n%s%n%s", command, out, err).isEqualTo(expected);
    return this;
  }

  /** Fails the test if the command ended well; returns this. */
  Ran expectFailure() {
    assertThat(code).as("exit code of %s%n%s%n%s", command, out, err).isNotZero();
    return this;
  }
}

package io.sealcopy.config;

import java.util.List;

/** What reading a configuration file came to. */
public sealed interface ConfigResult<T> {
  /**
   * Everything was checked.
   *
   * @param warnings what is allowed but should be seen, e.g. roles without CHAP
   */
  record Valid<T>(T config, List<Problem> warnings) implements ConfigResult<T> {}

  /** Nothing may start: all problems that were found, in the order of the file; never empty. */
  record Invalid<T>(List<Problem> problems) implements ConfigResult<T> {}
}

package io.sealcopy.initiator;

/** The answer of a logical unit, or why there is none. */
public sealed interface LunResult<T> {
  /** The command ended GOOD and its data made sense. */
  record Ok<T>(T value) implements LunResult<T> {}

  /**
   * It did not.
   *
   * @param outcome how the command ended; GOOD if only its data made no sense
   */
  record Failed<T>(ScsiOutcome outcome, String message) implements LunResult<T> {}
}

package io.sealcopy.replicator.manage;

/** How a management command ended. */
public sealed interface ManageResult<T> {
  /** As asked. */
  record Done<T>(T value) implements ManageResult<T> {}

  /**
   * Nothing was done, or it was undone.
   *
   * @param message what is wrong and where, for an operator
   */
  record Failed<T>(Kind kind, String message) implements ManageResult<T> {}

  /** Whose fault it is; the exit codes of the command line come from it. */
  enum Kind {
    /** What was asked for makes no sense here. */
    USAGE,
    /** The remote, or the P-VOL, said no. */
    REFUSED,
    /** The remote cannot be reached. */
    UNREACHABLE,
    /** Files here cannot be written or read. */
    STORAGE
  }
}

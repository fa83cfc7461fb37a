package io.sealcopy.decryptor;

/** Why a decryption stopped before the table was empty. Nothing wrong was written in any case. */
public sealed interface DecryptFailure {
  /** What an operator reads: names the place and says what was expected. */
  String message();

  /**
   * The table names blocks that the volume does not have: table and volume do not belong together.
   */
  record BeyondVolume(String message) implements DecryptFailure {}

  /** No key for a generation that the table names: another recipient's, or a lost key record. */
  record NoKey(String message) implements DecryptFailure {}

  /**
   * A key record that must not be used: damaged, not signed by the pinned main centre, not for us.
   */
  record KeyRefused(String message) implements DecryptFailure {}

  /** What the remote centre sent makes no sense: nothing was done with it. */
  record Damaged(String message) implements DecryptFailure {}

  /** The copy refused a command: a missing role, a fault, a medium error. */
  record CopyRefused(String message) implements DecryptFailure {}

  /** The copy cannot be reached. */
  record Unreachable(String message) implements DecryptFailure {}
}

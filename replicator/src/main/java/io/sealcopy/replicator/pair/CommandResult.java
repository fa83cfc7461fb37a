package io.sealcopy.replicator.pair;

/** How an operator's command ended. */
public sealed interface CommandResult {
  /** As asked. */
  record Done() implements CommandResult {}

  /** It cannot be done in this state; the message says what to do. */
  record NotNow(String message) implements CommandResult {}
}

package io.sealcopy.config.cli;

/** Text that was to be JSON of a certain form and is not; the message says where and why. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message for people. */
  public JsonException(String message) {
    super(message);
  }
}

package io.sealcopy.storage.file;

import java.io.IOException;

/** The file system or device has no room for what was to be written. */
public final class OutOfSpaceException extends IOException {
  private static final long serialVersionUID = 1;

  /** {@code message} names the file and the place. */
  public OutOfSpaceException(String message) {
    super(message);
  }
}

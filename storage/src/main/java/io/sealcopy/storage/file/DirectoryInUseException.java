package io.sealcopy.storage.file;

import java.io.IOException;

/** Another process owns the directory; the message names the directory and, if known, the owner. */
public final class DirectoryInUseException extends IOException {
  private static final long serialVersionUID = 1;

  DirectoryInUseException(String message) {
    super(message);
  }
}

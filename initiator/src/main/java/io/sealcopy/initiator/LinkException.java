package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import java.io.IOException;

/** Ends a connection from inside the reader or writer; never leaves this package. */
final class LinkException extends IOException {
  private static final long serialVersionUID = 1;

  private final FailureKind kind;

  LinkException(FailureKind kind, String message) {
    super(message);
    this.kind = kind;
  }

  FailureKind kind() {
    return kind;
  }
}

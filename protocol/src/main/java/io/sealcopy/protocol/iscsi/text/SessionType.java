package io.sealcopy.protocol.iscsi.text;

import java.util.Optional;

/** What a session is for. RFC 7143 §13.21. */
public enum SessionType {
  NORMAL("Normal"),
  DISCOVERY("Discovery");

  private final String value;

  SessionType(String value) {
    this.value = value;
  }

  /** As on the wire. */
  public String value() {
    return value;
  }

  public static Optional<SessionType> of(String value) {
    return switch (value) {
      case "Normal" -> Optional.of(NORMAL);
      case "Discovery" -> Optional.of(DISCOVERY);
      default -> Optional.empty();
    };
  }
}

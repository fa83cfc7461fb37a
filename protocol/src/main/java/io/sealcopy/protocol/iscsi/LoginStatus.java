package io.sealcopy.protocol.iscsi;

import java.util.Optional;

/** How a login step ended: status class and detail. RFC 7143 §11.13.5. */
public enum LoginStatus {
  SUCCESS(0x0000, "success"),
  TARGET_MOVED_TEMPORARILY(0x0101, "target moved temporarily"),
  TARGET_MOVED_PERMANENTLY(0x0102, "target moved permanently"),
  INITIATOR_ERROR(0x0200, "initiator error"),
  AUTHENTICATION_FAILURE(0x0201, "authentication failure"),
  AUTHORIZATION_FAILURE(0x0202, "authorization failure: this initiator may not use the target"),
  NOT_FOUND(0x0203, "target not found"),
  TARGET_REMOVED(0x0204, "target removed"),
  UNSUPPORTED_VERSION(0x0205, "unsupported version"),
  TOO_MANY_CONNECTIONS(0x0206, "too many connections"),
  MISSING_PARAMETER(0x0207, "missing parameter"),
  CANNOT_INCLUDE_IN_SESSION(0x0208, "cannot include the connection in the session"),
  SESSION_TYPE_NOT_SUPPORTED(0x0209, "session type not supported"),
  SESSION_DOES_NOT_EXIST(0x020a, "session does not exist"),
  INVALID_DURING_LOGIN(0x020b, "invalid request during login"),
  TARGET_ERROR(0x0300, "target error"),
  SERVICE_UNAVAILABLE(0x0301, "service unavailable"),
  OUT_OF_RESOURCES(0x0302, "out of resources");

  private final int code;
  private final String text;

  LoginStatus(int code, String text) {
    this.code = code;
    this.text = text;
  }

  public int statusClass() {
    return code >>> 8;
  }

  public int statusDetail() {
    return code & 0xff;
  }

  /** The standard's words. */
  public String text() {
    return text;
  }

  /** The status for a class and detail off the wire; empty for a value the standard lacks. */
  public static Optional<LoginStatus> of(int statusClass, int statusDetail) {
    for (LoginStatus status : values()) {
      if (status.statusClass() == statusClass && status.statusDetail() == statusDetail) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}

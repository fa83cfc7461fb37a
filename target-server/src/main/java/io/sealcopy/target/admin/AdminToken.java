package io.sealcopy.target.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The bearer token of the API. */
public final class AdminToken {
  private final byte[] value;

  /** A token of ASCII characters. */
  public AdminToken(String value) {
    this.value = value.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether this is the value of an Authorization header that shows the token (RFC 6750 §2.1). */
  boolean shownBy(String authorization) {
    String scheme = "Bearer ";
    return authorization.startsWith(scheme)
        && MessageDigest.isEqual(
            value, authorization.substring(scheme.length()).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public String toString() {
    return "(token)";
  }
}

package io.sealcopy.target.iscsi;

import java.nio.charset.StandardCharsets;

/** iSCSI names, RFC 7143 §4.2.7. */
final class Names {
  private static final int MAX_BYTES = 223;

  private Names() {}

  /** Whether the name may be used and logged: not empty, not too long, printable, without space. */
  static boolean isIscsiName(String name) {
    return !name.isEmpty()
        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
        && name.codePoints().allMatch(c -> c > ' ' && c != 0x7f && Character.isDefined(c));
  }
}

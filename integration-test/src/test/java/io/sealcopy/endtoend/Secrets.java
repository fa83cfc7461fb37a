package io.sealcopy.endtoend;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A CHAP user and the file with its secret.
 *
 * @param secret letters and digits only, so that it fits into a URL
 */
record Secrets(String user, String secret, Path file) {
  static Secrets make(Scratch scratch, String user) {
    byte[] random = new byte[12];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    return new Secrets(user, secret, scratch.write(user + ".secret", secret + "\n"));
  }

  /** As a part of a configuration. */
  String conf() {
    return "chap { user = %s, secret-file = \"%s\" }".formatted(user, file);
  }
}

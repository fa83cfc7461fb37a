package io.sealcopy.bench.lab;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A CHAP user and the file with the secret.
 *
 * @param secret letters and digits only, so that it fits into a URL
 */
public record Secret(String user, String secret, Path file) {
  private static final int BYTES = 12;

  /** A fresh one, its file in a directory of the lab. */
  public static Secret make(Lab lab, String directory, String user) {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    return new Secret(user, secret, lab.write(directory + "/" + user + ".secret", secret + "\n"));
  }

  /** As a part of a configuration. */
  public String conf() {
    return "chap { user = %s, secret-file = \"%s\" }".formatted(user, file);
  }

  @Override
  public String toString() {
    return "Secret[" + user + "]";
  }
}

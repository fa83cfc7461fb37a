package io.sealcopy.target.cli;

import io.sealcopy.target.admin.AdminToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The file with the bearer token of the API: whoever can read it may use the API. */
public final class TokenFile {
  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private TokenFile() {}

  /**
   * Reads the token, or makes one, mode 0600, when there is no file.
   *
   * @throws IOException when the file can be used by others than its owner, or is empty
   */
  public static AdminToken read(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      byte[] fresh = new byte[BYTES];
      random.nextBytes(fresh);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(file, HexFormat.of().formatHex(fresh) + "\n");
    }
    if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException("token file " + file + " can be used by others: chmod 600 " + file);
    }
    String value = Files.readString(file).strip();
    if (value.isEmpty()) {
      throw new IOException("token file " + file + " is empty: delete it to get a new one");
    }
    return new AdminToken(value);
  }
}

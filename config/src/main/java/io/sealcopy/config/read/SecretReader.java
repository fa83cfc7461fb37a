package io.sealcopy.config.read;

import io.sealcopy.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a secret from where the configuration says it is: a file, the environment, or in it. */
final class SecretReader {
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private SecretReader() {}

  /**
   * A secret and the key that led to it.
   *
   * @param key for example {@code secret-file}
   */
  record Found(Secret secret, String key) {}

  /** As {@link #optional}, but none is a problem. */
  static Optional<Found> read(Section in, String name) {
    if (keysGiven(in, name).isEmpty()) {
      in.required(name + "-file");
    }
    return optional(in, name);
  }

  /**
   * The secret of {@code name-file}, {@code name-env} or {@code name}; more than one is a problem.
   */
  static Optional<Found> optional(Section in, String name) {
    List<String> given = keysGiven(in, name);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    if (given.size() > 1) {
      in.problem(given.get(1), "is given beside " + given.getFirst(), "keep one of them");
      return Optional.empty();
    }
    String key = given.getFirst();
    String value = Scalars.text(in, key);
    if (!in.sound(key)) {
      return Optional.empty();
    }
    Optional<Secret> secret;
    if (key.equals(name + "-file")) {
      secret = fromFile(in, key, in.resolve(key, value));
    } else if (key.equals(name + "-env")) {
      secret = fromEnvironment(in, key, value);
    } else {
      in.warning(key, "a secret stands in the file itself", "use " + name + "-file instead");
      secret = Optional.of(Secret.of(value.getBytes(StandardCharsets.UTF_8)));
    }
    return secret.map(found -> new Found(found, key));
  }

  private static List<String> keysGiven(Section in, String name) {
    List<String> given = new ArrayList<>();
    for (String key : List.of(name + "-file", name + "-env", name)) {
      if (in.value(key).isPresent()) {
        given.add(key);
      }
    }
    return given;
  }

  private static Optional<Secret> fromEnvironment(Section in, String key, String variable) {
    String value = in.reading().environment().get(variable);
    if (value == null) {
      in.problem(key, "there is no environment variable " + variable, "set it before the start");
      return Optional.empty();
    }
    return Optional.of(Secret.of(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static Optional<Secret> fromFile(Section in, String key, Path file) {
    Optional<byte[]> content = ownersFile(in, key, file);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    String line = new String(content.get(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    if (line.isEmpty()) {
      in.problem(key, file + " is empty", "write the secret in its first line");
      return Optional.empty();
    }
    return Optional.of(Secret.of(line.getBytes(StandardCharsets.UTF_8)));
  }

  /** What a file holds that nobody but its owner may read; else that is a problem. */
  static Optional<byte[]> ownersFile(Section in, String key, Path file) {
    try {
      if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
        in.problem(key, file + " can be read by others than its owner", "run: chmod 600 " + file);
        return Optional.empty();
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      in.problem(key, "cannot read " + file + ": " + Reasons.of(unreadable), "");
      return Optional.empty();
    }
  }
}

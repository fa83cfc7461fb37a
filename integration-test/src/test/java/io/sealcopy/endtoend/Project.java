package io.sealcopy.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project is, and whether its programs are built. */
final class Project {
  static final Path ROOT = root();

  private Project() {}

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("scripts/sealcopy"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException("not inside the project: " + Path.of("").toAbsolutePath());
      }
      directory = parent;
    }
    return directory;
  }

  static Path script(String name) {
    return ROOT.resolve("scripts").resolve(name);
  }

  /** The launcher; a missing program is an error here, so that no test builds one in between. */
  static String launcher() {
    for (String module : new String[] {"target-server", "replicator", "decryptor-host"}) {
      Path jar = ROOT.resolve(module + "/target/" + module + ".jar");
      if (!Files.exists(jar)) {
        throw new IllegalStateException(jar + " is not built: run scripts/build first");
      }
    }
    return script("sealcopy").toString();
  }
}

package io.sealcopy.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs of other people that a test needs. One that is not installed skips the test. */
final class Tools {
  private static final Map<String, String> PACKAGES =
      Map.ofEntries(
          Map.entry("qemu-img", "qemu-utils"),
          Map.entry("qemu-io", "qemu-utils"),
          Map.entry("mkfs.ext4", "e2fsprogs"),
          Map.entry("e2fsck", "e2fsprogs"),
          Map.entry("debugfs", "e2fsprogs"),
          Map.entry("tgtd", "tgt"),
          Map.entry("tgtadm", "tgt"),
          Map.entry("iscsi-ls", "libiscsi-bin"),
          Map.entry("iscsi-test-cu", "libiscsi-bin"),
          Map.entry("iscsi-perf", "libiscsi-bin"),
          Map.entry("openssl", "openssl"),
          Map.entry("qemu-system-x86_64", "qemu-system-x86"));

  private Tools() {}

  /** Skips the test, with the package's name, unless all of them are installed. */
  static void need(String... names) {
    for (String name : names) {
      assumeTrue(
          find(name) != null, name + " is missing (Debian package " + PACKAGES.get(name) + ")");
    }
  }

  /** As {@link #need}, and QEMU's iSCSI initiator in {@code qemu-img} and {@code qemu-io}. */
  static void needQemuIscsi() {
    need("qemu-img", "qemu-io");
    boolean there =
        Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
            .anyMatch(arch -> Files.exists(Path.of("/usr/lib", arch, "qemu/block-iscsi.so")));
    assumeTrue(there, "iscsi:// in qemu-img is missing (Debian package qemu-block-extra)");
  }

  /** The path of a program, also of those only root has in PATH. */
  static String path(String name) {
    String found = find(name);
    if (found == null) {
      throw new IllegalStateException("needs to be asked for first: " + name);
    }
    return found;
  }

  private static @org.jspecify.annotations.Nullable String find(String name) {
    List<String> path =
        Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                Stream.of("/usr/sbin", "/sbin", "/usr/bin"))
            .toList();
    for (String directory : path) {
      Path candidate = Path.of(directory, name);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    return null;
  }
}

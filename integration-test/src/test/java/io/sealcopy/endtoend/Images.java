package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Volumes as files: real input, and what must and must not be in them. */
final class Images {
  private static final int BLOCK = 512;
  private static final byte[] ZEROS = new byte[BLOCK];
  private static final int DISTINCT = 4;

  private Images() {}

  /** A file system with the project's own documents and some files of the machine in it. */
  static Path ext4(Scratch scratch, String name, int mebibytes) throws IOException {
    Path tree = Files.createDirectories(scratch.path(name + "-tree"));
    copy(Project.ROOT.resolve("docs"), tree.resolve("docs"));
    copy(Project.ROOT.resolve("protocol/spec"), tree.resolve("spec"));
    copy(Path.of("/usr/share/common-licenses"), tree.resolve("licenses"));
    return ext4Of(scratch, name, mebibytes, tree);
  }

  /** A file system with the files below {@code tree}; nobody needs to be root for it. */
  static Path ext4Of(Scratch scratch, String name, int mebibytes, Path tree) {
    Path image = scratch.path(name + ".img");
    scratch
        .run(
            Tools.path("mkfs.ext4"), "-q", "-d", tree.toString(), image.toString(), mebibytes + "M")
        .expectOk();
    return image;
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (var paths = Files.walk(from)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.createDirectories(target.resolveSibling("."));
        Files.copy(path, target);
      }
    }
  }

  /** Fails unless the file system in {@code image} is sound. */
  static void fsck(Scratch scratch, Path image) {
    scratch.run(Tools.path("e2fsck"), "-f", "-n", image.toString()).expectOk();
  }

  /** Fails unless both have the same bytes. */
  static void assertSame(Path actual, Path expected) throws IOException {
    assertThat(Files.size(actual)).as("size of %s", actual).isEqualTo(Files.size(expected));
    long at = Files.mismatch(actual, expected);
    assertThat(at).as("first byte in which %s differs from %s", actual, expected).isEqualTo(-1);
  }

  /**
   * Fails if a block of {@code source} that says anything stands anywhere in {@code copy}, or if
   * the bytes of {@code copy} are not spread as those of a good cipher are, but for blocks of
   * zeros, which may cross as they are.
   */
  static void assertSealed(Path copy, Path source) throws IOException {
    Set<ByteBuffer> plain = blocks(source);
    assertThat(plain).as("blocks of the source that say something").hasSizeGreaterThan(100);
    byte[] all = Files.readAllBytes(copy);
    for (int at = 0; at + BLOCK <= all.length; at += BLOCK) {
      if (plain.contains(ByteBuffer.wrap(all, at, BLOCK))) {
        throw new AssertionError("block %d of %s is plaintext".formatted(at / BLOCK, copy));
      }
    }
    assertThat(entropy(withoutZeros(all)))
        .as("bits of entropy in a byte of %s", copy)
        .isGreaterThan(7.99);
  }

  private static byte[] withoutZeros(byte[] all) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(all.length);
    for (int at = 0; at + BLOCK <= all.length; at += BLOCK) {
      if (!Arrays.equals(all, at, at + BLOCK, ZEROS, 0, BLOCK)) {
        kept.write(all, at, BLOCK);
      }
    }
    return kept.toByteArray();
  }

  /** How many blocks are not all zeros. */
  static long blocksThatSaySomething(Path file) throws IOException {
    return withoutZeros(Files.readAllBytes(file)).length / BLOCK;
  }

  /** Blocks with more than a few distinct bytes. */
  private static Set<ByteBuffer> blocks(Path file) throws IOException {
    Set<ByteBuffer> found = new HashSet<>();
    byte[] all = Files.readAllBytes(file);
    for (int at = 0; at + BLOCK <= all.length; at += BLOCK) {
      boolean[] seen = new boolean[256];
      int distinct = 0;
      for (int i = at; i < at + BLOCK && distinct < DISTINCT; i++) {
        if (!seen[all[i] & 0xff]) {
          seen[all[i] & 0xff] = true;
          distinct++;
        }
      }
      if (distinct == DISTINCT) {
        found.add(ByteBuffer.wrap(all, at, BLOCK));
      }
    }
    return found;
  }

  /** Bits of entropy in a byte, from how often each value occurs. */
  static double entropy(byte[] bytes) {
    long[] count = new long[256];
    for (byte value : bytes) {
      count[value & 0xff]++;
    }
    double bits = 0;
    for (long n : count) {
      if (n > 0) {
        double share = (double) n / bytes.length;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }

  /** Overwrites part of a file. */
  static void write(Path file, long offset, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }
}

package io.sealcopy.codebase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The files of the project, without what a build or an editor makes. */
final class SourceTree {
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", ".settings");

  static final Path ROOT = root();

  private SourceTree() {}

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

  /** The paths, relative to the root, of all files whose path matches {@code glob}, in order. */
  static List<Path> files(String glob) {
    Set<Path> found = new TreeSet<>();
    var matcher = ROOT.getFileSystem().getPathMatcher("glob:" + glob);
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              return NOT_OURS.contains(String.valueOf(directory.getFileName()))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              Path relative = ROOT.relativize(file);
              if (matcher.matches(relative)) {
                found.add(relative);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return List.copyOf(found);
  }

  static String text(Path relative) {
    try {
      return Files.readString(ROOT.resolve(relative));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + relative, failure);
    }
  }

  /** Something to say about a line, or null. */
  @FunctionalInterface
  interface LineRule {
    /** What is wrong with {@code line}; empty when nothing is. */
    String fault(String line);
  }

  /** What {@code rule} finds in {@code files}, each as file:line: fault. */
  static List<String> offenders(List<Path> files, LineRule rule) {
    List<String> offenders = new ArrayList<>();
    for (Path file : files) {
      int number = 0;
      for (String line : text(file).lines().toList()) {
        number++;
        String fault = rule.fault(line);
        if (!fault.isEmpty()) {
          offenders.add(file + ":" + number + ": " + fault);
        }
      }
    }
    return offenders;
  }
}

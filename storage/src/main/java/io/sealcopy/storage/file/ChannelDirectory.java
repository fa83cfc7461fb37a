package io.sealcopy.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the operating system, mode 0700, its files 0600. Names that begin with a dot are
 * its own: the lock, and replacements that a crash left behind.
 */
public final class ChannelDirectory implements StorageDirectory {
  private static final String LOCK = ".lock";
  private static final String TEMPORARY = ".replacing.";

  private final Path path;
  private final @Nullable FileChannel lock;

  private ChannelDirectory(Path path, @Nullable FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens the directory, creating it when it is missing, and owns it until it is closed.
   *
   * @throws DirectoryInUseException when another process, or another part of this one, owns it
   */
  public static ChannelDirectory open(Path path) throws IOException {
    create(path);
    FileChannel lock =
        FileChannel.open(
            path.resolve(LOCK),
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      FileLock taken = lock.tryLock();
      if (taken == null) {
        throw new DirectoryInUseException(path + " is in use by process " + holder(lock));
      }
    } catch (OverlappingFileLockException _) {
      lock.close();
      throw new DirectoryInUseException(path + " is in use already, by this process");
    } catch (IOException e) {
      lock.close();
      throw e;
    }
    lock.truncate(0);
    lock.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)), 0);
    ChannelDirectory directory = new ChannelDirectory(path, lock);
    directory.removeLeftovers();
    return directory;
  }

  @Override
  public List<String> list() throws IOException {
    return names(false);
  }

  @Override
  public List<String> directories() throws IOException {
    return names(true);
  }

  @Override
  public StorageFile openDirect(String name) throws IOException {
    return DirectFile.over(open(name), resolve(name));
  }

  @Override
  public ChannelFile open(String name) throws IOException {
    Path file = resolve(name);
    boolean fresh = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    ChannelFile opened = ChannelFile.openOrCreate(file);
    if (fresh) {
      syncNames();
    }
    return opened;
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void replace(String name, byte[] content) throws IOException {
    Path target = resolve(name);
    Path temporary = path.resolve(TEMPORARY + name);
    Files.deleteIfExists(temporary);
    try (ChannelFile file = ChannelFile.openOrCreate(temporary)) {
      file.write(ByteBuffer.wrap(content), 0);
      file.sync();
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    syncNames();
  }

  @Override
  public byte[] readAll(String name) throws IOException {
    return Files.readAllBytes(resolve(name));
  }

  @Override
  public void delete(String name) throws IOException {
    if (Files.deleteIfExists(resolve(name))) {
      syncNames();
    }
  }

  @Override
  public StorageDirectory directory(String name) throws IOException {
    Path below = resolve(name);
    create(below);
    ChannelDirectory directory = new ChannelDirectory(below, null);
    directory.removeLeftovers();
    return directory;
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private List<String> names(boolean directories) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (!name.startsWith(".") && Files.isDirectory(entry) == directories) {
          names.add(name);
        }
      }
    }
    Collections.sort(names);
    return names;
  }

  private Path resolve(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not a name in a state directory: '" + name + "'");
    }
    return path.resolve(name);
  }

  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, TEMPORARY + "*")) {
      for (Path entry : entries) {
        Files.delete(entry);
      }
    }
  }

  private void syncNames() throws IOException {
    sync(path);
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private static void create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      create(parent);
    }
    Files.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (parent != null) {
      sync(parent);
    }
  }

  private static String self() {
    ProcessHandle process = ProcessHandle.current();
    return process.pid() + process.info().command().map(command -> " (" + command + ")").orElse("");
  }

  private static String holder(FileChannel lock) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(200);
    lock.read(text, 0);
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    return holder.isBlank() ? "(unknown)" : holder;
  }
}

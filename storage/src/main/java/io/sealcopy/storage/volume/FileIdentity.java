package io.sealcopy.storage.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a volume in a file, bound to inode number and time of creation: extended
 * attributes travel with copies and archives, and a copy made earlier is a swap of contents.
 */
final class FileIdentity {
  private static final String ATTRIBUTE = "sealcopy.volume";
  private static final int MAX = 1024;

  private FileIdentity() {}

  static VolumeIdentity of(Path path, Supplier<UUID> ids) throws IOException {
    String bound = binding(path);
    byte[] text = read(path);
    IdentityText.Stored stored = text == null ? null : IdentityText.decode(text);
    if (stored != null && stored.boundTo().equals(bound)) {
      return stored.identity();
    }
    UUID id = stored == null ? ids.get() : stored.identity().id();
    VolumeIdentity identity = new VolumeIdentity(id, ids.get());
    write(path, IdentityText.encode(identity, bound));
    return identity;
  }

  private static String binding(Path path) throws IOException {
    Object inode = Files.getAttribute(path, "unix:ino");
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return inode + "@" + attributes.creationTime();
  }

  private static byte @Nullable [] read(Path path) throws IOException {
    UserDefinedFileAttributeView view = attributes(path);
    if (view != null) {
      try {
        if (view.list().contains(ATTRIBUTE)) {
          ByteBuffer text = ByteBuffer.allocate(MAX);
          view.read(ATTRIBUTE, text);
          return java.util.Arrays.copyOf(text.array(), text.position());
        }
      } catch (IOException _) {
        // A file system without extended attributes: the file beside it answers.
      }
    }
    Path beside = beside(path);
    return Files.exists(beside) ? Files.readAllBytes(beside) : null;
  }

  private static void write(Path path, byte[] text) throws IOException {
    UserDefinedFileAttributeView view = attributes(path);
    if (view != null) {
      try {
        view.write(ATTRIBUTE, ByteBuffer.wrap(text));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.deleteIfExists(beside(path));
        return;
      } catch (IOException _) {
        // As above.
      }
    }
    Path temporary = Path.of(beside(path) + ".new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap(text));
      channel.force(true);
    }
    Files.move(temporary, beside(path), StandardCopyOption.ATOMIC_MOVE);
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      try (FileChannel names = FileChannel.open(parent, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  private static @Nullable UserDefinedFileAttributeView attributes(Path path) {
    return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
  }

  private static Path beside(Path path) {
    return Path.of(path + ".sealcopy");
  }
}

package io.sealcopy.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file whose aligned writes pass by the page cache (O_DIRECT): for what is written once, made
 * durable at once and hardly ever read. That saves copying it, and a sync has nothing left to write
 * but only to empty the device's own cache. Every other access, and every write where the file
 * system has no such way, goes through the cache; the kernel keeps both consistent.
 */
final class DirectFile implements StorageFile {
  private final ChannelFile cached;
  private final int alignment;
  private volatile @Nullable FileChannel direct;

  private DirectFile(ChannelFile cached, int alignment, FileChannel direct) {
    this.cached = cached;
    this.alignment = alignment;
    this.direct = direct;
  }

  /**
   * The file {@code path}, which {@code cached} has open; that itself where there is no O_DIRECT.
   */
  static StorageFile over(ChannelFile cached, Path path) throws IOException {
    try {
      int alignment = Math.toIntExact(Files.getFileStore(path).getBlockSize());
      FileChannel direct = FileChannel.open(path, StandardOpenOption.WRITE, directOption());
      return new DirectFile(cached, alignment, direct);
    } catch (UnsupportedOperationException | IOException | ReflectiveOperationException _) {
      return cached;
    }
  }

  /** An option of the JDK, not of Java SE: by name, so that another JDK can do without it. */
  private static OpenOption directOption() throws ReflectiveOperationException {
    Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
    return (OpenOption) options.getField("DIRECT").get(null);
  }

  @Override
  public String name() {
    return cached.name();
  }

  @Override
  public long size() throws IOException {
    return cached.size();
  }

  @Override
  public void read(ByteBuffer destination, long position) throws IOException {
    cached.read(destination, position);
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    FileChannel channel = direct;
    if (channel != null && isAligned(source, position)) {
      int start = source.position();
      try {
        long at = position;
        while (source.hasRemaining()) {
          at += channel.write(source, at);
        }
        return;
      } catch (IOException _) {
        // All of it again below, where a lasting trouble shows with its reason, here or at a sync.
        direct = null;
        channel.close();
        source.position(start);
      }
    }
    cached.write(source, position);
  }

  private boolean isAligned(ByteBuffer source, long position) {
    return source.isDirect()
        && (position | source.remaining()) % alignment == 0
        && source.alignmentOffset(source.position(), alignment) == 0;
  }

  @Override
  public void reserve(long size) throws IOException {
    cached.reserve(size);
  }

  @Override
  public void reserveRange(long position, long length) throws IOException {
    cached.reserveRange(position, length);
  }

  @Override
  public void punchHole(long position, long length) throws IOException {
    cached.punchHole(position, length);
  }

  @Override
  public void sync() throws IOException {
    cached.sync();
  }

  @Override
  public void close() throws IOException {
    FileChannel channel = direct;
    if (channel != null) {
      channel.close();
    }
    cached.close();
  }
}

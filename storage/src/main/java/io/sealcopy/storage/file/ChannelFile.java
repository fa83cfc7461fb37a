package io.sealcopy.storage.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file or block device of the operating system, read and written through the page cache.
 *
 * <p>Space is reserved and given back by {@code fallocate} where the C library and the file system
 * have it; otherwise zeros are written: reserving then covers only what lies beyond the end of the
 * file, and punching frees nothing but still zeroes.
 *
 * <p>A failed sync is remembered and repeated by every later one: the kernel may have dropped the
 * pages that it could not write, so a second fdatasync that succeeds would prove nothing.
 *
 * <p>Threads that use a file must not be interrupted: the JDK closes the channel then.
 */
public final class ChannelFile implements StorageFile {
  private static final int ZEROS_LENGTH = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final int fd;
  private final boolean regular;
  private final boolean tellsCached;
  private volatile @Nullable IOException syncFailure;

  private ChannelFile(Path path, FileChannel channel, boolean writable) {
    this.path = path;
    this.channel = channel;
    this.regular = Files.isRegularFile(path);
    this.fd = Libc.open(path.toString(), writable);
    this.tellsCached = PageCacheReads.work(fd);
  }

  /** Opens for reading and writing; a missing file is created with mode 0600. */
  public static ChannelFile openOrCreate(Path path) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    return new ChannelFile(path, FileChannel.open(path, options, mode), true);
  }

  /** Opens a file or block device that must exist. */
  public static ChannelFile openExisting(Path path, boolean writable) throws IOException {
    Set<OpenOption> options =
        writable
            ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
            : Set.of(StandardOpenOption.READ);
    return new ChannelFile(path, FileChannel.open(path, options), writable);
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public long size() throws IOException {
    long size = channel.size();
    if (size == 0 && !regular && fd >= 0) {
      return Math.max(0, Libc.lseek(fd, 0, Libc.SEEK_END));
    }
    return size;
  }

  @Override
  public void read(ByteBuffer destination, long position) throws IOException {
    long at = position;
    while (destination.hasRemaining()) {
      int count = channel.read(destination, at);
      if (count < 0) {
        while (destination.hasRemaining()) {
          destination.put((byte) 0);
        }
        return;
      }
      at += count;
    }
  }

  /** Whether {@link #readCached} works here: not on tmpfs, nor where the C library is too old. */
  public boolean tellsCached() {
    return tellsCached;
  }

  /**
   * Fills {@code destination} as far as that needs no waiting for the disk; its position tells how
   * far. A heap buffer gets nothing.
   *
   * @return whether it is full; if not, {@link #read} is to be called for what is missing, which
   *     may wait, reads ahead, and tells what is wrong if it is not just that
   */
  public boolean readCached(ByteBuffer destination, long position) {
    if (!destination.isDirect()) {
      return !destination.hasRemaining();
    }
    int count = PageCacheReads.read(fd, destination, position);
    if (count > 0) {
      destination.position(destination.position() + count);
    }
    return !destination.hasRemaining();
  }

  /** Has the disk begin to read what {@link #read} will be called for; may wait for its queue. */
  public void beginRead(long position, long length) {
    PageCacheReads.begin(fd, position, length);
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    long at = position;
    try {
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    } catch (IOException e) {
      throw noSpace(e) ? new OutOfSpaceException(path + ": no space left, at byte " + at) : e;
    }
  }

  /**
   * Writes pieces one behind the other by one system call.
   *
   * @return bytes written, from the first on; negative when none was. What is missing is to be
   *     written by {@link #write(ByteBuffer, long)}, which tells what is wrong with it
   */
  public long write(GatheredWrite pieces, long position) {
    return pieces.write(fd, position);
  }

  @Override
  public void reserve(long size) throws IOException {
    long existing = size();
    if (!regular) {
      if (existing < size) {
        throw new OutOfSpaceException(
            "%s has %d bytes, %d are needed".formatted(path, existing, size));
      }
      return;
    }
    int result = fd < 0 ? fd : Libc.fallocate(fd, 0, 0, size);
    if (result == 0) {
      return;
    }
    if (result == -Libc.ENOSPC || result == -Libc.EDQUOT) {
      throw new OutOfSpaceException(path + ": no space left for " + size + " bytes");
    }
    if (!unsupported(result)) {
      throw new IOException(path + ": fallocate failed with errno " + -result);
    }
    if (existing < size) {
      writeZeros(existing, size - existing);
    }
  }

  @Override
  public void reserveRange(long position, long length) throws IOException {
    if (!regular || fd < 0) {
      return;
    }
    int result = Libc.fallocate(fd, Libc.FALLOC_KEEP_SIZE, position, length);
    if (result == -Libc.ENOSPC || result == -Libc.EDQUOT) {
      throw new OutOfSpaceException(path + ": no space left at byte " + position);
    }
    if (result != 0 && !unsupported(result)) {
      throw new IOException(path + ": fallocate failed with errno " + -result);
    }
  }

  @Override
  public void punchHole(long position, long length) throws IOException {
    if (length == 0) {
      return;
    }
    int mode = Libc.FALLOC_PUNCH_HOLE | Libc.FALLOC_KEEP_SIZE;
    int result = fd < 0 ? fd : Libc.fallocate(fd, mode, position, length);
    if (result == 0) {
      return;
    }
    if (!unsupported(result)) {
      throw new IOException(path + ": punching a hole failed with errno " + -result);
    }
    long end = regular ? Math.min(position + length, size()) : position + length;
    if (end > position) {
      writeZeros(position, end - position);
    }
  }

  /** Makes the file {@code size} bytes long without taking space for what is added. */
  public void extend(long size) throws IOException {
    if (size() < size) {
      try (RandomAccessFile again = new RandomAccessFile(path.toFile(), "rw")) {
        again.setLength(size);
      }
    }
  }

  /**
   * How many of {@code length} bytes from {@code position} share the first one's allocation:
   * positive when it is data, negative when it is a hole. Everything is data where holes cannot be
   * asked for.
   */
  public long allocatedRun(long position, long length) {
    if (fd < 0 || !regular) {
      return length;
    }
    long data = Libc.lseek(fd, position, Libc.SEEK_DATA);
    if (data == -Libc.ENXIO) {
      return -length;
    }
    if (data < 0) {
      return length;
    }
    if (data > position) {
      return -Math.min(length, data - position);
    }
    long hole = Libc.lseek(fd, position, Libc.SEEK_HOLE);
    return hole <= position ? length : Math.min(length, hole - position);
  }

  @Override
  public void sync() throws IOException {
    IOException earlier = syncFailure;
    if (earlier != null) {
      throw new IOException(path + ": an earlier sync failed, nothing is certain since", earlier);
    }
    try {
      channel.force(false);
    } catch (IOException e) {
      syncFailure = e;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen() && fd >= 0) {
      Libc.close(fd);
    }
    channel.close();
  }

  private void writeZeros(long position, long length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(length, ZEROS_LENGTH));
    for (long done = 0; done < length; done += zeros.limit()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), length - done));
      write(zeros, position + done);
    }
  }

  private static boolean unsupported(int result) {
    return result == -Libc.EOPNOTSUPP
        || result == -Libc.ENOSYS
        || result == -Libc.ENODEV
        || result == -Libc.EINVAL;
  }

  private static boolean noSpace(IOException e) {
    String message = e.getMessage();
    return message != null
        && (message.contains("No space left") || message.contains("quota exceeded"));
  }
}

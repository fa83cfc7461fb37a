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
 * Writes to a file, or block device, that pass by the page cache (O_DIRECT): not copied, and on the
 * device when they are done, so that a sync has only its cache left to empty; and reads of what was
 * written so. The kernel keeps them and what goes through the page cache consistent. Safe for any
 * thread.
 */
public final class DirectAccess implements AutoCloseable {
  private final int alignment;
  private final Object gathering = new Object();
  private volatile @Nullable FileChannel channel;

  private DirectAccess(int alignment, @Nullable FileChannel channel) {
    this.alignment = alignment;
    this.channel = channel;
  }

  /** To the file {@code path}; where it has no O_DIRECT, nothing is ever taken. */
  public static DirectAccess to(Path path) {
    try {
      int alignment = Math.toIntExact(Files.getFileStore(path).getBlockSize());
      return new DirectAccess(
          alignment,
          FileChannel.open(
              path, StandardOpenOption.READ, StandardOpenOption.WRITE, directOption()));
    } catch (UnsupportedOperationException | IOException | ReflectiveOperationException _) {
      return new DirectAccess(1, null);
    }
  }

  /** An option of the JDK, not of Java SE: by name, so that another JDK can do without it. */
  private static OpenOption directOption() throws ReflectiveOperationException {
    Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
    return (OpenOption) options.getField("DIRECT").get(null);
  }

  /** Whether anything may be taken. */
  boolean work() {
    return channel != null;
  }

  /**
   * Writes all of {@code source} at {@code position}, when it is direct and aligned as the file
   * system wants it.
   *
   * @return false when it was not taken, or failed: then it is to be written the usual way, where a
   *     lasting trouble shows with its reason, at once or at a sync; {@code source} is as before
   */
  public boolean write(ByteBuffer source, long position) {
    FileChannel to = channel;
    if (to == null || position % alignment != 0 || !isAligned(source)) {
      return false;
    }
    int start = source.position();
    try {
      long at = position;
      while (source.hasRemaining()) {
        at += to.write(source, at);
      }
      return true;
    } catch (IOException _) {
      giveUp(to);
      source.position(start);
      return false;
    }
  }

  /**
   * Writes the first {@code count} of {@code sources}, one behind the other, as {@link
   * #write(ByteBuffer, long)} does.
   */
  public boolean write(ByteBuffer[] sources, int count, long position) {
    FileChannel to = channel;
    if (to == null || position % alignment != 0) {
      return false;
    }
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      if (!isAligned(sources[i])) {
        return false;
      }
      starts[i] = sources[i].position();
    }
    try {
      synchronized (gathering) {
        to.position(position);
        int done = 0;
        while (done < count) {
          to.write(sources, done, count - done);
          while (done < count && !sources[done].hasRemaining()) {
            done++;
          }
        }
      }
      return true;
    } catch (IOException _) {
      giveUp(to);
      for (int i = 0; i < count; i++) {
        sources[i].position(starts[i]);
      }
      return false;
    }
  }

  /**
   * Fills {@code destination} from {@code position}, when it is direct and aligned as the file
   * system wants it.
   *
   * @return false when it was not, or the file ends, or it failed: then it is to be read the usual
   *     way, where a lasting trouble shows with its reason; {@code destination} is as before
   */
  boolean read(ByteBuffer destination, long position) {
    FileChannel from = channel;
    if (from == null || position % alignment != 0 || !isAligned(destination)) {
      return false;
    }
    int start = destination.position();
    try {
      long at = position;
      int count = 0;
      while (destination.hasRemaining() && count >= 0) {
        count = from.read(destination, at);
        at += count;
      }
    } catch (IOException _) {
      // Read again the usual way.
    }
    if (destination.hasRemaining()) {
      destination.position(start);
      return false;
    }
    return true;
  }

  private boolean isAligned(ByteBuffer source) {
    return source.isDirect()
        && source.remaining() % alignment == 0
        && source.alignmentOffset(source.position(), alignment) == 0;
  }

  private void giveUp(FileChannel failed) {
    channel = null;
    try {
      failed.close();
    } catch (IOException _) {
      // It was written past the cache no more than the kernel has said.
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    if (open != null) {
      channel = null;
      open.close();
    }
  }
}

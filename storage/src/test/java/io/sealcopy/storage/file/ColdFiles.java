package io.sealcopy.storage.file;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandleProxies;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/** Takes files out of the page cache. */
public final class ColdFiles {
  private static final int POSIX_FADV_DONTNEED = 4;
  private static final Advice ADVICE = fadvise();

  /** {@code posix_fadvise(3)}. */
  @FunctionalInterface
  public interface Advice {
    int give(int fd, long position, long length, int advice);
  }

  private ColdFiles() {}

  /**
   * Writes back what is dirty and drops every page of the file.
   *
   * @return whether its first page is gone: a file system may keep it all in memory, or not tell
   */
  public static boolean chill(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(false);
    }
    int fd = Libc.open(path.toString(), false);
    try {
      return PageCacheReads.work(fd) && chill(fd);
    } finally {
      Libc.close(fd);
    }
  }

  /** Again and again: pages that are being read ahead cannot be dropped. */
  private static boolean chill(int fd) throws IOException {
    int left = 1;
    for (int i = 0; i < 20 && left > 0; i++) {
      int error = ADVICE.give(fd, 0, 0, POSIX_FADV_DONTNEED);
      if (error != 0) {
        throw new IOException("posix_fadvise failed with error " + error);
      }
      left = PageCacheReads.read(fd, ByteBuffer.allocateDirect(1), 0);
      LockSupport.parkNanos(left * 1_000_000L);
    }
    return left < 0;
  }

  @SuppressWarnings("restricted")
  private static Advice fadvise() {
    Linker linker = Linker.nativeLinker();
    return MethodHandleProxies.asInterfaceInstance(
        Advice.class,
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("posix_fadvise"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)));
  }
}

package io.sealcopy.storage.file;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Takes files out of the page cache. */
public final class ColdFiles {
  private static final int POSIX_FADV_DONTNEED = 4;
  private static final MethodHandle FADVISE = fadvise();

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
    try {
      int left = 1;
      for (int i = 0; i < 20 && left > 0; i++) {
        int _ = (int) FADVISE.invokeExact(fd, 0L, 0L, POSIX_FADV_DONTNEED);
        left = PageCacheReads.read(fd, ByteBuffer.allocateDirect(1), 0);
        Thread.sleep(Math.max(0, left));
      }
      return left < 0;
    } catch (Throwable e) {
      throw new IOException("posix_fadvise", e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle fadvise() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("posix_fadvise"),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  }
}

package io.sealcopy.storage.file;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads that never wait for the disk: {@code preadv2} with RWF_NOWAIT, which takes what is in the
 * page cache and starts no I/O.
 */
final class PageCacheReads {
  private static final int RWF_NOWAIT = 8;

  /** Addresses pass as numbers: their memory is held reachable here. */
  private static final FunctionDescriptor PREADV2 =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);

  /** For trying whether it works. */
  private static final @Nullable MethodHandle TRIED =
      Libc.find("preadv2", PREADV2, Libc.TELL_ERRNO);

  /** The call is short and never blocks, so the thread may stay in its Java state. */
  private static final @Nullable MethodHandle READ =
      Libc.find("preadv2", PREADV2, Linker.Option.critical(false));

  private static final int WILLNEED = 3;

  /** Results are nobody's business: it is advice. It may wait for the disk's queue. */
  private static final @Nullable MethodHandle ADVISE =
      Libc.find(
          "posix_fadvise",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  private static final ThreadLocal<Vector> VECTOR = ThreadLocal.withInitial(Vector::new);

  /** A thread's {@code struct iovec}: where to, and how many bytes. */
  private static final class Vector {
    private final MemorySegment memory = Arena.ofAuto().allocate(16, 8);
    private final long address = memory.address();

    long to(MemorySegment destination) {
      memory.set(JAVA_LONG, 0, destination.address());
      memory.set(JAVA_LONG, 8, destination.byteSize());
      return address;
    }
  }

  private PageCacheReads() {}

  /** Whether the system, and the file system of {@code fd}, can read so. */
  static boolean work(int fd) {
    if (fd < 0 || TRIED == null) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long vector = VECTOR.get().to(arena.allocate(1));
      long count = (long) TRIED.invokeExact(state, fd, vector, 1, 0L, RWF_NOWAIT);
      int errno = (int) ERRNO.get(state, 0L);
      return count >= 0 || errno == Libc.EAGAIN || errno == Libc.EINTR;
    } catch (Throwable e) {
      throw Libc.broken("preadv2", e);
    }
  }

  /**
   * Fills {@code destination}, a direct buffer, as far as that needs no waiting.
   *
   * @return bytes read, less than there is room for when the next ones are not in the page cache or
   *     beyond the end of the file; negative when reading without waiting gives none, or none at
   *     all
   */
  static int read(int fd, ByteBuffer destination, long position) {
    if (READ == null) {
      return -Libc.ENOSYS;
    }
    Vector vector = VECTOR.get();
    try {
      long at = vector.to(MemorySegment.ofBuffer(destination));
      return (int) (long) READ.invokeExact(fd, at, 1, position, RWF_NOWAIT);
    } catch (Throwable e) {
      throw Libc.broken("preadv2", e);
    } finally {
      Reference.reachabilityFence(vector);
      Reference.reachabilityFence(destination);
    }
  }

  /** Has the disk begin with a read; returns at once unless the disk's own queue is full. */
  static void begin(int fd, long position, long length) {
    if (ADVISE == null) {
      return;
    }
    try {
      int _ = (int) ADVISE.invokeExact(fd, position, length, WILLNEED);
    } catch (Throwable e) {
      throw Libc.broken("posix_fadvise", e);
    }
  }
}

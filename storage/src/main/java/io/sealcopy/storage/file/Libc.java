package io.sealcopy.storage.file;

import static java.lang.foreign.ValueLayout.ADDRESS;
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
import org.jspecify.annotations.Nullable;

/**
 * The system calls that the JDK has no method for. Results are the call's own, or a negative errno;
 * {@link #ENOSYS} where the C library does not have the function.
 */
final class Libc {
  static final int ENOENT = 2;
  static final int ENXIO = 6;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;
  static final int ENODEV = 19;
  static final int ENOSPC = 28;
  static final int ENOSYS = 38;
  static final int EOPNOTSUPP = 95;
  static final int EDQUOT = 122;

  static final int FALLOC_KEEP_SIZE = 1;
  static final int FALLOC_PUNCH_HOLE = 2;
  static final int SEEK_END = 2;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;

  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 02000000;

  /** The call takes one argument more, in front: where errno goes. */
  static final Linker.Option TELL_ERRNO = Linker.Option.captureCallState("errno");

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final @Nullable MethodHandle OPEN =
      find(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          TELL_ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final @Nullable MethodHandle CLOSE =
      find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), TELL_ERRNO);
  private static final @Nullable MethodHandle FALLOCATE =
      find(
          "fallocate",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
          TELL_ERRNO);
  private static final @Nullable MethodHandle LSEEK =
      find("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT), TELL_ERRNO);

  private Libc() {}

  /** A file descriptor of our own for {@code path}, closed on exec. */
  static int open(String path, boolean writable) {
    if (OPEN == null) {
      return -ENOSYS;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment name = arena.allocateFrom(path);
      int fd = (int) OPEN.invokeExact(state, name, (writable ? O_RDWR : 0) | O_CLOEXEC);
      return fd >= 0 ? fd : -errno(state);
    } catch (Throwable e) {
      throw broken("open", e);
    }
  }

  static void close(int fd) {
    if (CLOSE == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
    } catch (Throwable e) {
      throw broken("close", e);
    }
  }

  /** Zero, or a negative errno. */
  static int fallocate(int fd, int mode, long position, long length) {
    if (FALLOCATE == null) {
      return -ENOSYS;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result;
      do {
        result = (int) FALLOCATE.invokeExact(state, fd, mode, position, length);
      } while (result != 0 && errno(state) == EINTR);
      return result == 0 ? 0 : -errno(state);
    } catch (Throwable e) {
      throw broken("fallocate", e);
    }
  }

  /** The offset, or a negative errno. */
  static long lseek(int fd, long position, int whence) {
    if (LSEEK == null) {
      return -ENOSYS;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = (long) LSEEK.invokeExact(state, fd, position, whence);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable e) {
      throw broken("lseek", e);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** A function of the C library; null where it does not have it. */
  // Restricted: a wrong descriptor could corrupt memory; all of them are checked by the tests.
  @SuppressWarnings("restricted")
  static @Nullable MethodHandle find(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(address -> linker.downcallHandle(address, descriptor, options))
        .orElse(null);
  }

  static IllegalStateException broken(String call, Throwable e) {
    return new IllegalStateException("calling " + call + " of the C library failed: " + e, e);
  }
}

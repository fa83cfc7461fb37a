package io.sealcopy.storage.file;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from several places in memory that go to one place in a file by one system call ({@code
 * pwritev}): a page cache that keeps many blocks in one folio looks at all of it for every call,
 * however short. Only addresses are kept: who adds bytes leaves them where they are until they are
 * written. Belongs to one thread.
 */
public final class GatheredWrite {
  /** Pieces at a time. */
  public static final int MOST = 128;

  private static final int PIECE = 16;

  /** The call may wait for the disk, so the thread leaves its Java state. */
  private static final @Nullable MethodHandle PWRITEV =
      Libc.find(
          "pwritev", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG));

  /** An array of {@code struct iovec}: where from, and how many bytes. */
  private final MemorySegment vector = Arena.ofAuto().allocate((long) MOST * PIECE, 8);

  private final long address = vector.address();
  private int count;

  /** Pieces it has. */
  public int count() {
    return count;
  }

  /** Adds a direct buffer's bytes, position to limit, behind the others. */
  public void add(ByteBuffer bytes) {
    MemorySegment piece = MemorySegment.ofBuffer(bytes);
    long at = (long) count++ * PIECE;
    vector.set(JAVA_LONG, at, piece.address());
    vector.set(JAVA_LONG, at + 8, piece.byteSize());
  }

  /** Bytes of a piece. */
  public long length(int index) {
    return vector.get(JAVA_LONG, (long) index * PIECE + 8);
  }

  /** A piece's bytes, as long as they are where they were. */
  // Restricted: address and length are those of a buffer that its owner keeps.
  @SuppressWarnings("restricted")
  public ByteBuffer piece(int index) {
    return MemorySegment.ofAddress(vector.get(JAVA_LONG, (long) index * PIECE))
        .reinterpret(length(index))
        .asByteBuffer();
  }

  public void clear() {
    count = 0;
  }

  /**
   * Writes them one behind the other.
   *
   * @return bytes written, from the first on; negative when none was, or the system cannot do it
   */
  long write(int fd, long position) {
    if (PWRITEV == null || fd < 0) {
      return -Libc.ENOSYS;
    }
    try {
      return (long) PWRITEV.invokeExact(fd, address, count, position);
    } catch (Throwable e) {
      throw Libc.broken("pwritev", e);
    }
  }
}

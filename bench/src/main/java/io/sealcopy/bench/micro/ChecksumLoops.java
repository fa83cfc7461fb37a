package io.sealcopy.bench.micro;

import io.sealcopy.protocol.Crc32c;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** CRC32C over direct memory: digests of PDUs, checksums of records and of stored blocks. */
@State(Scope.Thread)
public class ChecksumLoops {
  private static final int SMALL = 4096;
  private static final int LARGE = 64 * 1024;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(LARGE);
  private final ByteBuffer copy = ByteBuffer.allocateDirect(LARGE);

  /** A block of 4 KiB. */
  @Benchmark
  public int crc32c4k() {
    return Crc32c.of(bytes, 0, SMALL);
  }

  /** The same bytes are copied. */
  @Benchmark
  public ByteBuffer bareCopy4k() {
    return copy.put(0, bytes, 0, SMALL);
  }

  /** A data segment of 64 KiB. */
  @Benchmark
  public int crc32c64k() {
    return Crc32c.of(bytes, 0, LARGE);
  }

  /** The same bytes are copied. */
  @Benchmark
  public ByteBuffer bareCopy64k() {
    return copy.put(0, bytes, 0, LARGE);
  }
}

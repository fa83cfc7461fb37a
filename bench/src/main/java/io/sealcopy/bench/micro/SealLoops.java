package io.sealcopy.bench.micro;

import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writes of 64 KiB are sealed as a pair does it: see {@link SealWork}. */
@State(Scope.Thread)
public class SealLoops {
  private static final int WRITE = 64 * 1024;

  private final SealWork xts512 = SealWork.of("xts", 512, WRITE);
  private final SealWork xts4k = SealWork.of("xts", 4096, WRITE);
  private final SealWork gcm4k = SealWork.of("gcm", 4096, WRITE);
  private final SealWork copy = SealWork.of("copy", 4096, WRITE);

  /** AES-256-XTS in units of 512 bytes. */
  @Benchmark
  public ByteBuffer aes256Xts512() {
    return xts512.next();
  }

  /** AES-256-XTS in units of 4 KiB. */
  @Benchmark
  public ByteBuffer aes256Xts4k() {
    return xts4k.next();
  }

  /** AES-256-GCM in units of 4 KiB. */
  @Benchmark
  public ByteBuffer aes256Gcm4k() {
    return gcm4k.next();
  }

  /** The least: the same bytes are copied. */
  @Benchmark
  public ByteBuffer bareCopy() {
    return copy.next();
  }
}

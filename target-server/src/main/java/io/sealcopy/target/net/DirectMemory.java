package io.sealcopy.target.net;

import io.netty.util.internal.PlatformDependent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the cap on buffered data fits the direct memory that the JVM gives. */
final class DirectMemory {
  private static final Logger LOG = LoggerFactory.getLogger(DirectMemory.class);

  private DirectMemory() {}

  /**
   * The cap that can be kept: a pool that is full still has holes, and copies have buffers of their
   * own, so that a quarter stays free. Warns when that is less than what was asked for.
   */
  static long cap(long wanted) {
    long possible = cap(wanted, PlatformDependent.maxDirectMemory());
    if (possible < wanted) {
      LOG.warn(
          "limits.buffered is {} bytes, but direct memory allows {} only: lower it, or start with"
              + " more, as by SEALCOPY_JAVA_OPTS=-XX:MaxDirectMemorySize=2g",
          wanted,
          possible);
    }
    return possible;
  }

  static long cap(long wanted, long direct) {
    return Math.min(wanted, direct - direct / 4);
  }
}

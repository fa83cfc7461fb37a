package io.sealcopy.bench.cli;

import io.sealcopy.bench.lab.ProcessorTime;
import io.sealcopy.bench.micro.SealWork;
import java.util.concurrent.TimeUnit;

/**
 * Seals for a while in a process of its own and says how many bytes a second of its processor time
 * was good for: all of it, the compiler's and the collector's too. Arguments: kind, unit, length of
 * a write, seconds.
 */
public final class CipherMain {
  private static final double WARM_UP_SECONDS = 1.2;
  private static final int BATCH = 16;

  private CipherMain() {}

  /** Prints one number. */
  public static void main(String[] arguments) {
    int length = Integer.parseInt(arguments[2]);
    double seconds = Double.parseDouble(arguments[3]);
    SealWork work = SealWork.of(arguments[0], Integer.parseInt(arguments[1]), length);
    seal(work, Math.min(WARM_UP_SECONDS, 3 * seconds));
    long self = ProcessHandle.current().pid();
    double before = ProcessorTime.of(self);
    long writes = seal(work, seconds);
    System.out.println(writes * length / (ProcessorTime.of(self) - before));
  }

  private static long seal(SealWork work, double seconds) {
    long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    long writes = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < BATCH; i++) {
        work.next();
      }
      writes += BATCH;
    }
    return writes;
  }
}

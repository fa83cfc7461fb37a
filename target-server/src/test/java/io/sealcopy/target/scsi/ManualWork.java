package io.sealcopy.target.scsi;

import java.util.ArrayDeque;
import java.util.Deque;

/** Background work that goes on step by step, when a test says so; its clock is that of delays. */
public final class ManualWork implements BackgroundWork {
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private long now;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void after(long nanos, Runnable step) {
    steps.add(() -> {
      now += nanos;
      step.run();
    });
  }

  /** Whether something waits. */
  public boolean waiting() {
    return !steps.isEmpty();
  }

  /** Runs what waits now, one step each. */
  public void step() {
    steps.remove().run();
  }

  /** Runs until nothing waits. */
  public void finish() {
    while (waiting()) {
      step();
    }
  }
}

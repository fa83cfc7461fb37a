package io.sealcopy.storage.volume;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The event loop that the calling thread runs, if it runs one. A volume that gathers changes may
 * queue work to it: that is done when everything at hand has been given to the volume, on the same
 * thread, so that nobody has to be woken.
 */
public final class CallersLoop {
  private static final ThreadLocal<@Nullable Executor> LOOP = new ThreadLocal<>();

  private CallersLoop() {}

  /**
   * Says what the calling thread runs, from now on.
   *
   * @param loop runs what it is given on this thread, in order, after what is at hand
   */
  public static void set(Executor loop) {
    LOOP.set(loop);
  }

  /** The calling thread's loop; null when it is no event loop. It must not be made to wait. */
  public static @Nullable Executor current() {
    return LOOP.get();
  }
}

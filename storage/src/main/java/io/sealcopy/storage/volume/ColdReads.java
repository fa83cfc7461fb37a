package io.sealcopy.storage.volume;

import io.sealcopy.storage.Threads;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads that must wait for a disk. A disk does random reads faster the more of them it knows, but a
 * thread for each costs more than the read: so a thread takes all that are asked for, has the disk
 * begin with all but the first, and then reads one after the other; before it waits it has the disk
 * begin with what was asked for since. The first is just read, so that the kernel reads ahead when
 * it is one of a sequence.
 */
final class ColdReads {
  static final int THREADS = 4;
  private static final int AT_ONCE = 32;

  /** The two halves of a read, on whatever thread. */
  interface Disk {
    /** Has the disk begin to read. */
    void begin(long lba, ByteBuffer destination, int done);

    /** Reads on after the first {@code done} bytes, without waiting; whether that was all. */
    boolean readCached(long lba, ByteBuffer destination, int done);

    /** Reads what is missing after the first {@code done} bytes, and may wait for it. */
    @Nullable VolumeFailure read(long lba, ByteBuffer destination, int done);
  }

  /** A read whose destination had position {@code start} when nothing was read. */
  private record Missing(long lba, ByteBuffer destination, int start, Completion completion) {
    int done() {
      return destination.position() - start;
    }
  }

  private record Ended(Completion completion, @Nullable VolumeFailure failure) {}

  private final Disk disk;
  private final ThreadPoolExecutor threads;
  private final Queue<Missing> asked = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();

  ColdReads(String name, Disk disk) {
    this.disk = disk;
    this.threads = Threads.reading(name, THREADS);
  }

  /**
   * From any thread; completes on a thread of this.
   *
   * @param start where the position of {@code destination} was when nothing was read
   */
  void read(long lba, ByteBuffer destination, int start, Completion completion) {
    asked.add(new Missing(lba, destination, start, completion));
    wake();
  }

  void shutdown() {
    threads.shutdown();
  }

  boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(time, unit);
  }

  private void wake() {
    if (woken.compareAndSet(false, true)) {
      threads.execute(this::work);
    }
  }

  private void work() {
    woken.set(false);
    ArrayDeque<Missing> taken = new ArrayDeque<>();
    ArrayDeque<Ended> ended = new ArrayDeque<>();
    try {
      while (take(taken)) {
        for (Missing next = taken.peek(); next != null; next = taken.peek()) {
          ended.add(new Ended(next.completion, read(next, taken, ended)));
          taken.remove();
        }
        tell(ended);
      }
    } finally {
      // When a completion fails, this thread ends, and another goes on.
      asked.addAll(taken);
      if (!asked.isEmpty()) {
        wake();
      }
    }
  }

  /** Whoever waits for others is told before this thread waits. */
  private @Nullable VolumeFailure read(
      Missing next, ArrayDeque<Missing> taken, ArrayDeque<Ended> ended) {
    if (disk.readCached(next.lba, next.destination, next.done())) {
      return null;
    }
    tell(ended);
    take(taken);
    return disk.read(next.lba, next.destination, next.done());
  }

  /** One after the other without a pause, so that an event loop is woken for many. */
  private static void tell(ArrayDeque<Ended> ended) {
    try {
      for (Ended next = ended.poll(); next != null; next = ended.poll()) {
        next.completion.done(next.failure);
      }
    } finally {
      if (!ended.isEmpty()) {
        tell(ended);
      }
    }
  }

  /** Takes what is asked for, and has the disk begin with all that others are read before. */
  private boolean take(ArrayDeque<Missing> taken) {
    while (taken.size() < AT_ONCE) {
      Missing next = asked.poll();
      if (next == null) {
        break;
      }
      if (!taken.isEmpty()) {
        disk.begin(next.lba, next.destination, next.done());
      }
      taken.add(next);
    }
    return !taken.isEmpty();
  }
}

package io.sealcopy.replicator.pair;

/**
 * When records were appended, by the steady clock: how old the oldest is that is not proven. A
 * bounded number of moments is kept; when there are too many, every other one goes, so that an age
 * may be said too high by a share of itself, never too low.
 */
final class LagClock {
  private static final int MOMENTS = 256;
  private static final long FINEST_MILLIS = 5;

  private final long[] sequence = new long[MOMENTS];
  private final long[] time = new long[MOMENTS];
  private int count;
  private long apart = FINEST_MILLIS;
  private long last;

  /**
   * At a start: records that were pending already.
   *
   * @param first of them
   * @param upTo the last of them; below {@code first} when there are none
   * @param since when the oldest of them was appended, as far as that is known
   */
  void recovered(long first, long upTo, long since) {
    last = upTo;
    if (first <= upTo) {
      add(first, since);
    }
  }

  /** Everything up to this record is appended by now. */
  void appended(long upTo, long now) {
    if (upTo <= last) {
      return;
    }
    if (count == 0 || now - time[count - 1] >= apart) {
      if (count == MOMENTS) {
        thin();
      }
      add(last + 1, now);
    }
    last = upTo;
  }

  private void add(long first, long now) {
    sequence[count] = first;
    time[count++] = now;
  }

  private void thin() {
    count /= 2;
    for (int i = 1; i < count; i++) {
      sequence[i] = sequence[2 * i];
      time[i] = time[2 * i];
    }
    apart *= 2;
  }

  /** Age of the oldest record that is not proven; 0 when all are up to {@code proven}. */
  long age(long proven, long now) {
    forget(proven);
    return count == 0 ? 0 : Math.max(now - time[0], 0);
  }

  private void forget(long proven) {
    if (proven >= last) {
      count = 0;
      apart = FINEST_MILLIS;
      return;
    }
    int gone = 0;
    while (gone + 1 < count && sequence[gone + 1] <= proven + 1) {
      gone++;
    }
    if (gone > 0) {
      count -= gone;
      System.arraycopy(sequence, gone, sequence, 0, count);
      System.arraycopy(time, gone, time, 0, count);
    }
  }
}

package io.sealcopy.bench.row;

import java.util.Locale;

/** What can be measured, with its unit. */
public enum Figure {
  /** Commands a second. */
  RATE("operations/s", true),
  /** Bytes a second. */
  THROUGHPUT("MB/s", true),
  /** Processor time of the server, user and system, a command, in microseconds. */
  CPU_PER_OPERATION("CPU µs/operation", false),
  /** Processor time of the server, user and system, in seconds a GiB. */
  CPU_PER_GIB("CPU s/GiB", false),
  /** GiB opened for each second of the client's processor time. */
  OPENED("GiB/CPU s", true),
  /** The time within which 99 of 100 commands are answered, in microseconds. */
  P99("µs, 99 of 100", false),
  /** Processor time of one turn of an inner loop, in nanoseconds. */
  NANOS("CPU ns/operation", false),
  /** Bytes allocated on the heap a command. */
  ALLOCATED("bytes/operation", false),
  /** From the start of the process to what is waited for, in milliseconds. */
  START("ms", false),
  /** Processor time of the process until then, in milliseconds. */
  START_CPU("CPU ms", false),
  /** Heap, in MiB. */
  HEAP("MiB", false);

  private final String unit;
  private final boolean moreIsBetter;

  Figure(String unit, boolean moreIsBetter) {
    this.unit = unit;
    this.moreIsBetter = moreIsBetter;
  }

  public String unit() {
    return unit;
  }

  public boolean moreIsBetter() {
    return moreIsBetter;
  }

  /** A value for people, three digits that matter, without the unit. */
  public String text(double value) {
    double size = Math.abs(value);
    if (size >= 10_000) {
      return String.format(Locale.ROOT, "%.0f k", value / 1000);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }
}

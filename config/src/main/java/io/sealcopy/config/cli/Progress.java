package io.sealcopy.config.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Shows how far a transfer of known size is. Used by one thread. */
public final class Progress {
  /** How it is shown. */
  public enum Style {
    /** One line that is written over, for a person who watches. */
    UPDATED_LINE,
    /** A line every few seconds, for a log. */
    PLAIN_LINES,
    /** The same as JSON objects, for a script. */
    JSON,
    /** Not at all. */
    QUIET
  }

  private static final long NANOS = 1_000_000_000L;
  private static final String ERASE_TO_END = "\u001b[K";

  private final String what;
  private final long total;
  private final Style style;
  private final PrintStream to;
  private final LongSupplier nanoTime;
  private final long start;
  private long shownAt;
  private long shownBytes;
  private double rate;
  private long bytes;

  /**
   * Starts at zero bytes, now.
   *
   * @param what what is going on, e.g. "decrypting data-copy"
   * @param total bytes to do in all; may be 0
   * @param nanoTime a clock like {@code System::nanoTime}
   */
  public Progress(String what, long total, Style style, PrintStream to, LongSupplier nanoTime) {
    this.what = what;
    this.total = total;
    this.style = style;
    this.to = to;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.shownAt = start;
  }

  /** Counts {@code more} bytes as done, and shows it when that is due. */
  public void add(long more) {
    bytes += more;
    long now = nanoTime.getAsLong();
    if (now - shownAt >= (style == Style.UPDATED_LINE ? NANOS / 5 : 5 * NANOS)) {
      show(now, false);
    }
  }

  /** Shows the end: how much it was, and how fast on the whole. */
  public void done() {
    show(nanoTime.getAsLong(), true);
  }

  private void show(long now, boolean last) {
    long from = last ? start : shownAt;
    double latest =
        (bytes - (last ? 0 : shownBytes)) / Math.max(1e-9, (now - from) / (double) NANOS);
    // Smoothed, so that the time left does not jump with every pause.
    rate = last || rate == 0 ? latest : 0.7 * rate + 0.3 * latest;
    shownAt = now;
    shownBytes = bytes;
    switch (style) {
      case QUIET -> {}
      case JSON -> to.println(Json.write(values(now, last)));
      case PLAIN_LINES -> to.println(text(now, last));
      case UPDATED_LINE -> {
        to.print("\r" + text(now, last) + ERASE_TO_END + (last ? System.lineSeparator() : ""));
        to.flush();
      }
    }
  }

  private String text(long now, boolean last) {
    String perSecond = Units.size((long) rate) + "/s";
    if (last) {
      Duration time = Duration.ofNanos(now - start);
      return what + ": " + Units.size(bytes) + " in " + Units.time(time) + ", " + perSecond;
    }
    int percent = total == 0 ? 100 : (int) (100.0 * bytes / total);
    return String.format(
        Locale.ROOT,
        "%s: %s of %s, %d %%, %s, %s left",
        what,
        Units.size(bytes),
        Units.size(total),
        percent,
        perSecond,
        rate < 1 ? "unknown time" : Units.time(left()));
  }

  private Duration left() {
    return Duration.ofSeconds((long) Math.ceil(Math.max(0, total - bytes) / rate));
  }

  private Map<String, Object> values(long now, boolean last) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("progress", what);
    values.put("bytes", bytes);
    values.put("total", total);
    values.put("bytes_per_second", (long) rate);
    values.put("seconds", (now - start) / NANOS);
    if (!last && rate >= 1) {
      values.put("seconds_left", left().toSeconds());
    }
    values.put("done", last);
    return values;
  }
}

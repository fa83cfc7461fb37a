package io.sealcopy.config.cli;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as people read them. */
public final class Units {
  private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Units() {}

  /** For example {@code 512 B}, {@code 1.5 GiB}: powers of 1024, at most one decimal. */
  public static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < SIZES.length - 1) {
      value /= 1024;
      unit++;
    }
    boolean whole = value == Math.rint(value) || value >= 100;
    return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", value, SIZES[unit]);
  }

  /** For example {@code 0.3 s}, {@code 42 s}, {@code 5 min 3 s}, {@code 2 h 10 min}. */
  public static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 10 && time.toMillis() % 1000 != 0) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}

package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system says a process has used (proc(5), /proc/PID/stat). */
public final class ProcessorTime {
  /** USER_HZ is 100 on every Linux that Java runs on. */
  private static final double TICKS = 100;

  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ProcessorTime() {}

  /** User and system time of all threads of a process so far, in seconds. */
  public static double of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name in parentheses may hold spaces.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS;
    } catch (IOException e) {
      throw new BenchException("process " + pid + " has ended", e);
    }
  }
}

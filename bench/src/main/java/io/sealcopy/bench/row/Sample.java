package io.sealcopy.bench.row;

import java.util.EnumMap;
import java.util.Map;

/** What one measurement gave. */
public record Sample(Map<Figure, Double> figures) {
  /** Bytes. */
  public static final double GIB = 1 << 30;

  public Sample {
    figures = Map.copyOf(figures);
  }

  /** One figure alone. */
  public static Sample of(Figure figure, double value) {
    return new Sample(Map.of(figure, value));
  }

  /**
   * Commands of one length and the processor time that they cost.
   *
   * @param length bytes a command
   * @param seconds how long all of it took
   * @param cpuSeconds of the server meanwhile
   */
  public static Sample of(long operations, long length, double seconds, double cpuSeconds) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    double bytes = (double) operations * length;
    figures.put(Figure.RATE, operations / seconds);
    figures.put(Figure.THROUGHPUT, bytes / seconds / 1e6);
    figures.put(Figure.CPU_PER_OPERATION, cpuSeconds * 1e6 / operations);
    figures.put(Figure.CPU_PER_GIB, cpuSeconds / (bytes / GIB));
    return new Sample(figures);
  }

  /**
   * One of the figures.
   *
   * @throws BenchException when it was not measured
   */
  public double value(Figure figure) {
    Double value = figures.get(figure);
    if (value == null) {
      throw new BenchException("not measured: " + figure);
    }
    return value;
  }

  /** With one more figure. */
  public Sample with(Figure figure, double value) {
    Map<Figure, Double> all = new EnumMap<>(Figure.class);
    all.putAll(figures);
    all.put(figure, value);
    return new Sample(all);
  }
}

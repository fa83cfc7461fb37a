package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.util.ArrayList;
import java.util.List;

/**
 * On which processor a program runs; at depth 1 that decides more than the program does.
 *
 * @param processor -1: wherever the kernel likes
 */
public record Placement(int processor) {
  /** As users run it. */
  public static final Placement FREE = new Placement(-1);

  /**
   * On one processor.
   *
   * @throws BenchException when there are not so many
   */
  public static Placement processor(int number) {
    int count = Runtime.getRuntime().availableProcessors();
    if (number >= count) {
      throw new BenchException(
          "needs %d processors, and there are %d".formatted(number + 1, count));
    }
    return new Placement(number);
  }

  /** The command, bound to the processor. */
  public List<String> of(List<String> command) {
    if (processor < 0) {
      return command;
    }
    List<String> all = new ArrayList<>(List.of("taskset", "-c", "" + processor));
    all.addAll(command);
    return all;
  }
}

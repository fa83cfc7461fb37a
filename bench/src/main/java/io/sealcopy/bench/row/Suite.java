package io.sealcopy.bench.row;

import io.sealcopy.bench.lab.Lab;
import java.util.List;

/** Rows that share what must be started for them. */
public interface Suite {
  /** Short, for {@code --only} and for the place of its table. */
  String name();

  /** The heading of its table. */
  String title();

  /** What a reader must know of how it was measured, as Markdown. */
  String remarks();

  /** The ids of its rows, so that a suite nobody asked for is not started. */
  List<String> rows();

  /** Starts what is needed, has its rows measured, ends what it started. */
  void run(Lab lab, Rounds rounds) throws InterruptedException;
}

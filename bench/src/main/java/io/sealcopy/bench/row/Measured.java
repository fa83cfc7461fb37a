package io.sealcopy.bench.row;

/** One side of a row: measures once, whenever it is its turn. */
@FunctionalInterface
public interface Measured {
  /**
   * Measures once.
   *
   * @throws BenchException when what came out is not a measurement
   */
  Sample measure(Effort effort) throws InterruptedException;
}

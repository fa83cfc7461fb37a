package io.sealcopy.storage.table;

/** Takes the runs of a table, one after the other. */
@FunctionalInterface
public interface RunVisitor {
  /**
   * Neighbouring blocks of equal state and generation.
   *
   * @param state plaintext only where all of a range is asked for
   * @param highestSequence of the run's blocks
   * @return false to stop before this run: it counts as not visited
   */
  boolean run(long lba, long blocks, BlockState state, int generation, long highestSequence);
}

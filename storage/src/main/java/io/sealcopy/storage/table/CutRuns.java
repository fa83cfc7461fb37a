package io.sealcopy.storage.table;

/** Joins neighbouring entries of equal state and generation, plaintext too, within one range. */
final class CutRuns {
  private final RunVisitor visitor;
  private long start;
  private int word;
  private long highest;

  CutRuns(long from, RunVisitor visitor) {
    this.visitor = visitor;
    this.start = from;
  }

  /** Entries in between that were not added are like the one before them. */
  void add(long lba, int blockWord, long sequence) {
    if (blockWord != word) {
      endAt(lba);
      word = blockWord;
    }
    highest = Math.max(highest, sequence);
  }

  /** Gives what was added, up to {@code lba}, as one run. */
  void endAt(long lba) {
    if (lba > start) {
      visitor.run(
          start, lba - start, TablePage.stateOf(word), TablePage.generationOf(word), highest);
      start = lba;
    }
    highest = 0;
  }
}

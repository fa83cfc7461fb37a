package io.sealcopy.storage.table;

/** Joins neighbouring blocks of equal state and generation into runs. */
final class RunCollector {
  private final RunVisitor visitor;
  private long start;
  private long next;
  private int word;
  private long highest;

  RunCollector(RunVisitor visitor) {
    this.visitor = visitor;
  }

  /** Takes the next block; false when the visitor stopped. */
  boolean add(long lba, int blockWord, long sequence) {
    if (blockWord == word && lba == next) {
      next++;
      highest = Math.max(highest, sequence);
      return true;
    }
    if (!end()) {
      return false;
    }
    start = lba;
    next = lba + 1;
    word = blockWord;
    highest = sequence;
    return true;
  }

  /** Gives the run that is open, if any; false when the visitor stopped before it. */
  boolean end() {
    if (word == 0) {
      return true;
    }
    boolean goOn =
        visitor.run(
            start, next - start, TablePage.stateOf(word), TablePage.generationOf(word), highest);
    if (goOn) {
      word = 0;
    }
    return goOn;
  }

  /** The first block of the run that the visitor did not take. */
  long stoppedAt() {
    return start;
  }
}

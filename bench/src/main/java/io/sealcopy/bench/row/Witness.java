package io.sealcopy.bench.row;

/** Stands by while our side of a row is measured. One thread. */
public interface Witness {
  /** Nobody. */
  Witness NONE =
      new Witness() {
        @Override
        public Sample measure(Measured ours, Effort effort) throws InterruptedException {
          return ours.measure(effort);
        }

        @Override
        public void ended(String row) {}
      };

  /** Has it measured once. */
  Sample measure(Measured ours, Effort effort) throws InterruptedException;

  /** All rounds of the row have been measured. */
  void ended(String row);
}

package io.sealcopy.storage.journal;

/** What opening a ring found. */
public sealed interface RingOpening {
  /**
   * The ring is ready; all records that were found are durable.
   *
   * @param records how many records are kept
   * @param tornTail what was written but not durable when the machine stopped, and is cut off; in
   *     words, empty when there was nothing of that kind
   */
  record Opened(RecordRing ring, long records, String tornTail) implements RingOpening {}

  /**
   * Records that had been durable are damaged. Nothing was changed; the owner must act.
   *
   * @param prefix reads what stands before the damage
   * @param position where the damage is
   * @param sequence the record that should stand there
   * @param synced the last sequence that had certainly been durable
   * @param what in words, for the operator
   */
  record Damaged(RingReader prefix, long position, long sequence, long synced, String what)
      implements RingOpening {}

  /** The file holds no ring of this version; {@code what} says so with its name. */
  record NoRing(String what) implements RingOpening {}
}

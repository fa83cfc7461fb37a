package io.sealcopy.storage.journal;

import io.sealcopy.protocol.record.RecordHeader;

/** Is shown every record that a ring is found to keep while it is opened, in order. */
@FunctionalInterface
public interface RingVisitor {
  /**
   * A sound record; a later one may yet turn out to be damaged.
   *
   * @param next where the record after it stands
   */
  void record(long next, RecordHeader header);
}

package io.sealcopy.target.remote;

import io.sealcopy.storage.volume.VolumeFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The records in the journal that are not applied yet, in their order. */
final class PendingQueue implements Iterable<PendingRecord> {
  private final Deque<PendingRecord> records = new ArrayDeque<>();

  void add(PendingRecord record) {
    records.add(record);
  }

  @Override
  public Iterator<PendingRecord> iterator() {
    return records.iterator();
  }

  @Nullable PendingRecord first() {
    return records.peek();
  }

  /** The first one; there is one. */
  PendingRecord next() {
    return records.element();
  }

  PendingRecord last() {
    return records.getLast();
  }

  PendingRecord removeFirst() {
    return records.removeFirst();
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  int size() {
    return records.size();
  }

  /** Whether one of them puts other bytes into the range of that copy. */
  boolean replaces(CopyMember copy, long lba, long blocks) {
    return records.stream().anyMatch(record -> record.replaces(copy, lba, blocks));
  }

  /** WRITEs of replication nexuses among those up to number {@code last} of the journal. */
  long arrivals(GroupImage image, long last) {
    long count = 0;
    for (PendingRecord record : records) {
      if (record.order > last) {
        break;
      }
      count += image.counts(record.header) ? 1 : 0;
    }
    return count;
  }

  /** The highest sequence of a sealed link among those up to number {@code last}; 0 for none. */
  long sequence(GroupImage image, long last) {
    long sequence = 0;
    for (PendingRecord record : records) {
      if (record.order > last) {
        break;
      }
      sequence = image.counts(record.header) ? record.header.sequence() : sequence;
    }
    return sequence;
  }

  /** A nexus that has ended is handed nothing. */
  void forget(long nexus) {
    for (PendingRecord record : records) {
      if (record.handedTo == nexus) {
        record.handedTo = 0;
      }
    }
  }

  /** Answers all; they stay. */
  void answer(VolumeFailure failure) {
    records.forEach(record -> record.answer(failure));
  }

  /** Answers all and drops them, with their memory: a job may look at that still. */
  void drop(VolumeFailure failure) {
    answer(failure);
    records.clear();
  }
}

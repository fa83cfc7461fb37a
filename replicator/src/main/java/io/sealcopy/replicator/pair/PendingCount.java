package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.journal.RingVisitor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what of a journal is not proven at the remote while the journal is opened, so that it is
 * read once only, and says how far the reading is when that takes long.
 */
final class PendingCount implements RingVisitor {
  private static final Logger LOG = LoggerFactory.getLogger(PendingCount.class);
  private static final long EVERY = TimeUnit.SECONDS.toNanos(2);
  private static final int LOOK_EVERY = 1024;

  private final String journal;
  private final long from;
  private long records;
  private long read;
  private long saidAt = System.nanoTime();
  private boolean said;
  private long position = -1;
  private long bytes;

  /**
   * @param journal its name
   * @param from the first sequence that counts
   */
  PendingCount(String journal, long from) {
    this.journal = journal;
    this.from = from;
  }

  @Override
  public void record(long next, RecordHeader header) {
    records++;
    read += header.recordLength();
    if (header.sequence() < from) {
      position = next;
    } else {
      bytes += header.dataLength();
    }
    if (records % LOOK_EVERY == 0 && System.nanoTime() - saidAt > EVERY) {
      saidAt = System.nanoTime();
      said = true;
      LOG.info("{}: {} MiB of pending changes read and checked so far", journal, read >> 20);
    }
  }

  /** All is read. */
  void done() {
    if (said) {
      LOG.info("{}: {} records, {} MiB, are read and checked", journal, records, read >> 20);
    }
  }

  boolean isFrom(long sequence) {
    return sequence == from;
  }

  /** What was found; {@code tail} is where the first record kept stands. */
  Journal.Pending found(long tail) {
    return new Journal.Pending(position < 0 ? tail : position, bytes);
  }
}

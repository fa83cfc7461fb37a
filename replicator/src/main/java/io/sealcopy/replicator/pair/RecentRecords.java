package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The newest DATA records, while a link is up: their sealed bytes are still in memory, so that they
 * are shipped from there and not read back from the journal. What does not fit is left to the
 * journal; so the memory is bounded however much is pending.
 */
final class RecentRecords {
  /** A power of two; how many records are kept at most. */
  private static final int SLOTS = 4096;

  /** The least that a record counts for: the smallest buffer there is. */
  private static final int LEAST_BYTES = 4096;

  /**
   * One of them.
   *
   * @param header as it stands in the journal; empty on a link that does not carry it
   * @param sealed its data, position to limit
   * @param memory where that lies
   */
  record Recent(JournalEntry entry, ByteBuffer header, ByteBuffer sealed, HostBuffer memory) {}

  private static final ByteBuffer NO_HEADER = ByteBuffer.allocate(0);

  private final long mostBytes;
  private @Nullable ByteBuffer headers;
  private @Nullable Recent[] slots = new @Nullable Recent[0];
  private boolean open;
  private long bytes;

  /**
   * @param mostBytes kept at most
   */
  RecentRecords(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * From now on records are kept.
   *
   * @param withHeaders with their headers
   */
  void open(boolean withHeaders) {
    open = true;
    if (withHeaders && headers == null) {
      headers = ByteBuffer.allocateDirect(SLOTS * RecordHeader.LENGTH);
    }
    if (slots.length == 0) {
      slots = new @Nullable Recent[SLOTS];
    }
  }

  /**
   * Keeps a record that was just appended to the journal, and holds its memory, when there is room.
   */
  void offer(Journal journal, JournalEntry entry, ByteBuffer sealed, HostBuffer memory) {
    long cost = cost(entry);
    if (!open || bytes + cost > mostBytes || !memory.isPlenty()) {
      return;
    }
    int slot = slot(entry.sequence());
    if (slots[slot] == null) {
      memory.hold();
      slots[slot] = new Recent(entry, header(journal, slot), sealed, memory);
      bytes += cost;
    }
  }

  private ByteBuffer header(Journal journal, int slot) {
    ByteBuffer all = headers;
    if (all == null) {
      return NO_HEADER;
    }
    ByteBuffer header = all.slice(slot * RecordHeader.LENGTH, RecordHeader.LENGTH);
    journal.lastHeader(header);
    return header.flip();
  }

  /** The record with this sequence, if it is kept. */
  @Nullable Recent find(long sequence) {
    Recent recent = slots.length == 0 ? null : slots[slot(sequence)];
    return recent != null && recent.entry().sequence() == sequence ? recent : null;
  }

  /** The record is proven at the remote. */
  void proven(long sequence) {
    Recent recent = find(sequence);
    if (recent != null) {
      slots[slot(sequence)] = null;
      bytes -= cost(recent.entry());
      recent.memory().release();
    }
  }

  /**
   * Keeps none any more.
   *
   * @param usedUpTo a link that has not ended may still read records up to this sequence
   */
  void close(long usedUpTo) {
    open = false;
    headers = usedUpTo > 0 ? null : headers;
    for (int slot = 0; slot < slots.length; slot++) {
      Recent recent = slots[slot];
      if (recent != null) {
        slots[slot] = null;
        if (recent.entry().sequence() <= usedUpTo) {
          recent.memory().abandon();
        } else {
          recent.memory().release();
        }
      }
    }
    bytes = 0;
  }

  private static int slot(long sequence) {
    return (int) sequence & (SLOTS - 1);
  }

  private static long cost(JournalEntry entry) {
    return Math.max(entry.dataLength(), LEAST_BYTES);
  }
}

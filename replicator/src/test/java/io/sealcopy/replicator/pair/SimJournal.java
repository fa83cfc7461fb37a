package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A journal of a few kilobytes in memory, with the durability of a file. */
final class SimJournal implements Journal {
  private static final int HEADER = 160;

  private record Kept(JournalEntry entry, ByteBuffer data) {}

  private final int capacity;
  private final Random random;
  private final SimSteps steps;
  private final List<Kept> records = new ArrayList<>();
  private int staged;
  private int written;
  private int durable;
  private long nextSequence = 1;
  private long end;
  private boolean neverDurable;

  SimJournal(int capacity, Random random, SimSteps steps) {
    this.capacity = capacity;
    this.random = random;
    this.steps = steps;
  }

  /** A planted bug: sync returns without having synced. */
  void forgetSyncs() {
    neverDurable = true;
  }

  @Override
  public long firstSequence() {
    return records.isEmpty() ? nextSequence : records.getFirst().entry.sequence();
  }

  @Override
  public long nextSequence() {
    return nextSequence;
  }

  @Override
  public long firstPosition() {
    return records.isEmpty() ? end : records.getFirst().entry.position();
  }

  @Override
  public long endPosition() {
    return end;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public boolean fits(int count, long dataBytes) {
    return end - firstPosition() + (long) count * HEADER + dataBytes <= capacity;
  }

  @Override
  public long append(
      RecordKind kind,
      boolean depends,
      int member,
      long lba,
      int blocks,
      ByteBuffer sealed,
      long sealedAt) {
    steps.operation();
    ByteBuffer data = ByteBuffer.allocate(sealed.remaining()).put(sealed.duplicate()).flip();
    long next = end + HEADER + data.limit();
    records.add(
        new Kept(
            new JournalEntry(
                end,
                next,
                kind,
                depends,
                nextSequence,
                member,
                lba,
                blocks,
                data.limit(),
                sealedAt),
            data));
    end = next;
    if (end - firstPosition() > capacity) {
      throw new IllegalStateException("appended past the journal's end");
    }
    return nextSequence++;
  }

  @Override
  public void stage() {
    steps.operation();
    staged = records.size();
  }

  @Override
  public boolean roomy() {
    return records.size() - written < 4 || random.nextBoolean();
  }

  @Override
  public @Nullable JournalEntry read(long position) {
    int low = 0;
    int high = written - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      JournalEntry entry = records.get(middle).entry;
      if (entry.position() == position) {
        return entry;
      } else if (entry.position() < position) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  @Override
  public void readData(JournalEntry entry, ByteBuffer into) {
    for (Kept each : records) {
      if (each.entry.sequence() == entry.sequence()) {
        into.put(each.data.duplicate());
      }
    }
  }

  @Override
  public void lastHeader(ByteBuffer into) {
    into.put(header(records.getLast().entry));
  }

  private static ByteBuffer header(JournalEntry entry) {
    return ByteBuffer.allocate(HEADER)
        .putLong(RecordHeader.SEQUENCE_OFFSET, entry.sequence())
        .putInt(0, entry.kind().code());
  }

  @Override
  public int recordLength(JournalEntry entry) {
    return HEADER + entry.dataLength();
  }

  @Override
  public void readRecord(JournalEntry entry, ByteBuffer into) {
    into.put(header(entry));
    readData(entry, into);
  }

  @Override
  public void sync() {
    steps.operation();
    written = staged;
    steps.operation();
    durable = neverDurable ? durable : written;
  }

  @Override
  public void release(long position) {
    steps.operation();
    while (!records.isEmpty() && records.getFirst().entry.position() < position) {
      records.removeFirst();
      staged--;
      written--;
      durable = Math.max(durable - 1, 0);
    }
  }

  @Override
  public void reset(long sequence) {
    nextSequence = sequence;
    records.clear();
    staged = 0;
    written = 0;
    durable = 0;
  }

  /** Whether a kept record says what {@code block} of a member is. */
  boolean covers(int member, int block, long fromSequence) {
    return records.stream()
        .map(Kept::entry)
        .anyMatch(e ->
            e.sequence() >= fromSequence
                && e.member() == member
                && e.lba() <= block
                && block < e.lba() + e.blocks());
  }

  /**
   * The process died, and with it what was only staged or less; with {@code power} gone, so is any
   * suffix that was not synced.
   */
  void crashed(boolean power) {
    int kept = power ? durable + random.nextInt(written - durable + 1) : written;
    while (records.size() > kept) {
      JournalEntry last = records.removeLast().entry;
      end = last.position();
      nextSequence = last.sequence();
    }
    staged = kept;
    written = kept;
    durable = kept;
  }
}

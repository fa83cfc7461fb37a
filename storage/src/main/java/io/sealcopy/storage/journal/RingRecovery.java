package io.sealcopy.storage.journal;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.ring.RingFrame;
import io.sealcopy.protocol.ring.RingPoint;
import io.sealcopy.protocol.ring.RingSuperblock;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.journal.RingReader.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens a ring after whatever happened. It walks from the tail, or from the checkpoint, to the
 * first record that does not fit. A page cache writes back in any order, so sound records may
 * follow after a torn tail; they prove damage only when one of them was appended after the missing
 * one had been synced, which each frame says.
 */
final class RingRecovery {
  private static final int SCAN = 1 << 20;

  private final RingFile ring;
  private final RingSuperblock superblock;
  private final boolean everything;
  private long synced;
  private int opening;
  private long orphans;

  private RingRecovery(RingFile ring, RingSuperblock superblock, boolean everything) {
    this.ring = ring;
    this.everything = everything;
    this.superblock = superblock;
    this.synced = superblock.synced();
    this.opening = superblock.opening();
  }

  /**
   * Opens.
   *
   * @param everything reads what is kept before the checkpoint, too
   */
  static RingOpening open(StorageFile file, boolean everything) throws IOException {
    ByteBuffer blocks = ByteBuffer.allocate(RingSuperblock.RING_OFFSET);
    file.read(blocks, 0);
    blocks.clear();
    RingSuperblock superblock =
        newer(
            RingSuperblock.decode(blocks, 0), RingSuperblock.decode(blocks, RingSuperblock.BLOCK));
    if (superblock == null) {
      return new RingOpening.NoRing(file.name() + " holds no sound superblock of a ring");
    }
    if (file.size() < RingSuperblock.RING_OFFSET + superblock.capacity()) {
      return new RingOpening.NoRing(
          "%s has %d bytes, its ring needs %d more than its superblocks"
              .formatted(file.name(), file.size(), superblock.capacity()));
    }
    RingFile ring =
        new RingFile(file, superblock.ringId(), superblock.capacity(), superblock.ownOrder());
    return new RingRecovery(ring, superblock, everything).recover();
  }

  private RingOpening recover() throws IOException {
    long limit = superblock.tail() + ring.capacity();
    RingPoint checkpoint = superblock.checkpoint();
    RingPoint start =
        everything || checkpoint == null
            ? new RingPoint(superblock.tail(), superblock.tailSequence(), 0)
            : checkpoint;
    RingReader reader = new RingReader(ring, start.position(), () -> limit);
    reader.expect(start.sequence());
    if (checkpoint != null) {
      reader.expectOpening(checkpoint.position(), superblock.opening());
    }
    RingPoint end = walk(reader, start);
    long expected = end.sequence();
    if (!superblock.closed() || expected != superblock.synced() + 1) {
      scan(end.position(), checkpoint == null ? limit : Math.min(limit, reached(end)), expected);
    }
    if (expected <= synced) {
      String what =
          "%s: record %d at position %d is damaged although record %d had been durable: %s"
              .formatted(ring.file().name(), expected, end.position(), synced, reader.damage());
      RingReader prefix = new RingReader(ring, superblock.tail(), end::position);
      return new RingOpening.Damaged(prefix, end.position(), expected, synced, what);
    }
    return opened(end, reader.damage());
  }

  private RingPoint walk(RingReader reader, RingPoint start) throws IOException {
    long position = start.position();
    long sequence = start.sequence();
    long waste = start.waste();
    while (reader.next() == Step.RECORD) {
      sequence++;
      note(reader.frame());
      long lap = ring.lapOf(reader.position());
      waste = lap > position ? lap - position : waste;
      position = reader.nextPosition();
      waste = ring.lapOf(position) == position ? 0 : waste;
    }
    return new RingPoint(position, sequence, (int) waste);
  }

  /**
   * Frames behind this say nothing more of whether the record missing at {@code end} had been
   * durable: none was begun further behind a durable checkpoint than its reach, so the first one
   * out of reach of {@code end} had it before its checkpoint. That one ends at most one record and
   * one lap's end later.
   */
  private long reached(RingPoint end) {
    return end.position() + ring.reach() + 4L * RingFrame.span(RecordHeader.MAX_RECORD);
  }

  private RingOpening opened(RingPoint end, String damage) throws IOException {
    // What was read may still be in the page cache alone, if only the process had died.
    RingSuperblock next =
        new RingSuperblock(
            ring.ringId(),
            ring.capacity(),
            superblock.counter() + 1,
            superblock.tail(),
            superblock.tailSequence(),
            end.sequence() - 1,
            opening + 1,
            false,
            ring.ownOrder(),
            end);
    ring.file().sync();
    ring.writeSuperblock(next);
    ring.file().sync();
    String tornTail =
        orphans == 0
            ? ""
            : "%s: record %d was never durable and is cut off with %d after it: %s"
                .formatted(ring.file().name(), end.sequence(), orphans, damage);
    long records = end.sequence() - superblock.tailSequence();
    return new RingOpening.Opened(new RecordRing(ring, next, end), records, tornTail);
  }

  /** Looks at every frame of this lap after the break for what it says had been synced. */
  private void scan(long from, long limit, long expected) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SCAN + RingFrame.LENGTH);
    long at = from;
    while (at < limit) {
      int count = (int) Math.min(Math.min(buffer.capacity(), ring.restOfLap(at)), limit - at);
      ring.read(buffer.clear().limit(count), at);
      buffer.flip();
      int step = RingFrame.ALIGNMENT;
      int last = count - RingFrame.LENGTH;
      for (int offset = 0; offset <= last; offset += step) {
        if (buffer.getLong(offset) == ring.ringId()) {
          RingFrame frame = RingFrame.decode(buffer, offset, ring.ringId(), at + offset);
          if (frame != null) {
            note(frame);
            boolean ofLastRun = frame.opening() == opening && !frame.isFiller();
            orphans += ofLastRun && frame.sequence() >= expected ? 1 : 0;
          }
        }
      }
      boolean lapEnds = count == ring.restOfLap(at);
      at += lapEnds || last < 0 ? count : last + step - (last % step);
    }
  }

  private void note(@Nullable RingFrame frame) {
    if (frame != null) {
      synced = Math.max(synced, frame.synced());
      opening = Math.max(opening, frame.opening());
    }
  }

  private static @Nullable RingSuperblock newer(
      @Nullable RingSuperblock first, @Nullable RingSuperblock second) {
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return first.counter() > second.counter() ? first : second;
  }
}

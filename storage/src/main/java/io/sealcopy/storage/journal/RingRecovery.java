package io.sealcopy.storage.journal;

import io.sealcopy.protocol.ring.RingFrame;
import io.sealcopy.protocol.ring.RingSuperblock;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.journal.RingReader.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens a ring after whatever happened. It walks from the tail to the first record that does not
 * fit. A page cache writes back in any order, so sound records may follow after a torn tail; they
 * prove damage only when one of them was appended after the missing one had been synced, which each
 * frame says.
 */
final class RingRecovery {
  private static final int SCAN = 1 << 20;

  private final RingFile ring;
  private final RingSuperblock superblock;
  private final RingVisitor visitor;
  private long synced;
  private int opening;
  private long records;
  private long orphans;

  private RingRecovery(RingFile ring, RingSuperblock superblock, RingVisitor visitor) {
    this.ring = ring;
    this.visitor = visitor;
    this.superblock = superblock;
    this.synced = superblock.synced();
    this.opening = superblock.opening();
  }

  static RingOpening open(StorageFile file, RingVisitor visitor) throws IOException {
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
    RingFile ring = new RingFile(file, superblock.ringId(), superblock.capacity());
    return new RingRecovery(ring, superblock, visitor).recover();
  }

  private RingOpening recover() throws IOException {
    long limit = superblock.tail() + ring.capacity();
    RingReader reader = new RingReader(ring, superblock.tail(), () -> limit);
    reader.expect(superblock.tailSequence());
    while (reader.next() == Step.RECORD) {
      records++;
      note(reader.frame());
      visitor.record(reader.nextPosition(), reader.header());
    }
    long expected = superblock.tailSequence() + records;
    long position = reader.nextPosition();
    if (!superblock.closed() || expected != superblock.synced() + 1) {
      scan(position, limit, expected);
    }
    if (expected <= synced) {
      String what =
          "%s: record %d at position %d is damaged although record %d had been durable: %s"
              .formatted(ring.file().name(), expected, position, synced, reader.damage());
      RingReader prefix = new RingReader(ring, superblock.tail(), () -> position);
      return new RingOpening.Damaged(prefix, position, expected, synced, what);
    }
    return opened(position, expected, reader.damage());
  }

  private RingOpening opened(long position, long expected, String damage) throws IOException {
    // What was read may still be in the page cache alone, if only the process had died.
    RingSuperblock next =
        new RingSuperblock(
            ring.ringId(),
            ring.capacity(),
            superblock.counter() + 1,
            superblock.tail(),
            superblock.tailSequence(),
            expected - 1,
            opening + 1,
            false);
    ring.file().sync();
    ring.writeSuperblock(next);
    ring.file().sync();
    String tornTail =
        orphans == 0
            ? ""
            : "%s: record %d was never durable and is cut off with %d after it: %s"
                .formatted(ring.file().name(), expected, orphans, damage);
    RecordRing opened = new RecordRing(ring, next, position, expected);
    return new RingOpening.Opened(opened, records, tornTail);
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

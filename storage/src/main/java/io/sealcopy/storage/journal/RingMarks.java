package io.sealcopy.storage.journal;

import io.sealcopy.protocol.ring.RingFrame;
import io.sealcopy.protocol.ring.RingPoint;
import io.sealcopy.protocol.ring.RingSuperblock;
import java.io.IOException;

/**
 * How far a ring is written and durable, where it begins, and what its superblocks say of that. Any
 * thread may sync and release; only who writes says what was written.
 */
final class RingMarks {
  private final RingFile ring;

  /** Guarded by this, as are all writes of superblocks and syncs. */
  private RingSuperblock superblock;

  private volatile RingPoint written;
  private volatile RingPoint synced;
  private volatile long tail;
  private volatile long checkpoint;
  private volatile boolean failed;

  /**
   * Takes over.
   *
   * @param state has been made durable, with a checkpoint
   * @param end of what the file has, all of it durable
   */
  RingMarks(RingFile ring, RingSuperblock state, RingPoint end) {
    this.ring = ring;
    this.superblock = state;
    this.tail = state.tail();
    this.checkpoint = positionOf(state);
    this.written = end;
    this.synced = end;
  }

  RingPoint written() {
    return written;
  }

  /** Readers see everything before {@code end} from now on. One at a time, in order. */
  void wrote(RingPoint end) {
    written = end;
  }

  long syncedSequence() {
    return synced.sequence() - 1;
  }

  long tail() {
    return tail;
  }

  synchronized long tailSequence() {
    return superblock.tailSequence();
  }

  /** Whether no record may be begun at {@code position} before {@link #checkpoint}. */
  boolean isOutOfReach(long position) {
    return position > checkpoint + ring.reach();
  }

  /** Makes everything written durable; returns the last sequence that is. */
  synchronized long sync() throws IOException {
    requireSound();
    RingPoint end = written;
    if (synced.position() - checkpoint >= ring.betweenCheckpoints()) {
      // It speaks of what earlier syncs covered, and costs none of its own.
      store(tail, superblock.tailSequence(), false);
    } else {
      syncFile();
    }
    synced = end;
    return end.sequence() - 1;
  }

  /** Makes everything written durable, and then says so in a superblock that is durable, too. */
  synchronized void checkpoint() throws IOException {
    requireSound();
    RingPoint end = written;
    syncFile();
    synced = end;
    store(tail, superblock.tailSequence(), false);
  }

  synchronized void release(long position) throws IOException {
    requireSound();
    RingPoint end = written;
    if (position < tail || position > end.position()) {
      throw new IllegalArgumentException(
          "%s: release to %d outside of %d to %d"
              .formatted(ring.file().name(), position, tail, end.position()));
    }
    RingFrame frame = ring.frameAt(position, end.position());
    store(position, frame == null ? end.sequence() : frame.sequence(), false);
    synced = end;
    tail = position;
  }

  synchronized void releaseBefore(long sequence) throws IOException {
    RingPoint end = written;
    long position = tail;
    long at = superblock.tailSequence();
    while (at < sequence && position < end.position()) {
      RingFrame frame = ring.frameAt(position, end.position());
      if (frame == null) {
        break;
      }
      position = frame.end();
      at = frame.sequence() + 1;
    }
    release(position);
  }

  /** Marks the ring as closed; everything in it has been written. */
  synchronized void close() throws IOException {
    syncFile();
    synced = written;
    store(tail, superblock.tailSequence(), true);
    failed = true;
  }

  boolean failed() {
    return failed;
  }

  /** What is on the disk is uncertain. */
  void fail() {
    failed = true;
  }

  void requireSound() throws IOException {
    if (failed) {
      throw new IOException(ring.file().name() + " is closed or failed before: open it anew");
    }
  }

  private void store(long newTail, long tailSequence, boolean closed) throws IOException {
    RingPoint durable = synced;
    RingSuperblock next =
        new RingSuperblock(
            ring.ringId(),
            ring.capacity(),
            superblock.counter() + 1,
            newTail,
            tailSequence,
            durable.sequence() - 1,
            superblock.opening(),
            closed,
            ring.ownOrder(),
            durable.position() < newTail ? new RingPoint(newTail, tailSequence, 0) : durable);
    try {
      ring.writeSuperblock(next);
    } catch (IOException e) {
      failed = true;
      throw e;
    }
    syncFile();
    superblock = next;
    checkpoint = positionOf(next);
  }

  private void syncFile() throws IOException {
    try {
      ring.file().sync();
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  private static long positionOf(RingSuperblock state) {
    RingPoint point = state.checkpoint();
    return point == null ? state.tail() : point.position();
  }
}

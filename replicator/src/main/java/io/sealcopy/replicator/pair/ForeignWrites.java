package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.ReplicationLink;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * To a target that knows nothing of us: it keeps no order, so that order is kept by waiting (DESIGN
 * §4), and what is complete there is proven only by the next flush.
 */
final class ForeignWrites extends WriteCrossing {
  static final long FLUSH_TOKEN = 0;

  private final BooleanSupplier copying;
  private long completeSequence;
  private long completePosition;
  private long completeBytes;
  private boolean flushing;
  private long flushingSequence;
  private long flushingPosition;
  private long flushingBytes;

  /**
   * @param copying order does not count now
   */
  ForeignWrites(
      GroupData data,
      ShippingProgress progress,
      ShippingWindow window,
      ReplicationLink link,
      ByteBuffer zeros,
      BooleanSupplier copying) {
    super(data, progress, window, link, zeros);
    this.copying = copying;
  }

  void opened() {
    progress.sendFrom(0);
    completeSequence = data.acknowledged;
    completePosition = progress.provenPosition();
    completeBytes = 0;
    // What was under way may have arrived or not: an image again only past all of it.
    data.consistentFrom = Math.max(data.consistentFrom, progress.highestSent());
  }

  @Override
  public boolean maySend(JournalEntry entry) {
    int piece = progress.pieceToSend();
    boolean barrier =
        entry.depends()
            && piece == 0
            && entry.sequence() > data.consistentFrom
            && !copying.getAsBoolean();
    if (barrier && data.acknowledged < entry.sequence() - 1) {
      return false;
    }
    long lba = entry.lba() + (long) piece * blocksPerWrite(entry);
    long end = Math.min(lba + blocksPerWrite(entry), entry.lba() + entry.blocks());
    return !window.touches(entry.member(), lba, end);
  }

  @Override
  public void complete(Flight flight) {
    completeSequence = flight.sequence;
    completePosition = flight.nextPosition;
    completeBytes += flight.recordBytes;
  }

  @Override
  public void sentAll(long nexus) {
    boolean due =
        completeSequence > data.acknowledged
            && (window.isEmpty() || completeBytes >= data.parameters.foreignFlushBytes());
    if (due && !flushing) {
      flushing = true;
      flushingSequence = completeSequence;
      flushingPosition = completePosition;
      flushingBytes = completeBytes;
      completeBytes = 0;
      link.flush(nexus, FLUSH_TOKEN);
    }
  }

  @Override
  public boolean still() {
    return !flushing && completeSequence <= data.acknowledged;
  }

  @Override
  public void acknowledged() {
    flushing = false;
    progress.proven(flushingSequence, flushingPosition, 0, flushingBytes);
  }

  @Override
  public void ended() {
    flushing = false;
  }

  @Override
  public boolean keepsOrderByWaiting() {
    return true;
  }
}

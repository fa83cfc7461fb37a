package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.replicator.link.ReplicationLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** To our remote: it counts the WRITEs that have arrived, so that none is ever sent again. */
final class CountedWrites extends WriteCrossing {
  /** Zeros may be under way: a command without data does not keep its order among WRITEs. */
  private boolean zeros;

  CountedWrites(
      GroupData data,
      ShippingProgress progress,
      ShippingWindow window,
      ReplicationLink link,
      ByteBuffer zeros) {
    super(data, progress, window, link, zeros);
  }

  /**
   * DESIGN 003: what has arrived is never sent again; the headers say how many WRITEs that is.
   *
   * @return why it cannot be known where to go on, or null
   */
  @Nullable PairFault goOnAfter(long arrivals) throws IOException {
    if (progress.provenArrivals() == ShippingBase.ADOPT) {
      if (data.acknowledged == 0 && arrivals > 0) {
        // This pair never sent anything: then it was restored to before its first change.
        return lostTrack(arrivals, "even");
      }
      progress.adopt(arrivals);
    }
    long more = arrivals - progress.provenArrivals();
    if (more < 0) {
      return lostTrack(arrivals, "only");
    }
    JournalEntry entry = progress.firstPending();
    while (entry != null && entry.sequence() <= data.synced && more >= pieces(entry)) {
      more -= pieces(entry);
      progress.proven(entry.sequence(), entry.next(), pieces(entry), entry.dataLength());
      entry = progress.firstPending();
    }
    if (more > 0 && (entry == null || entry.sequence() > data.synced)) {
      return lostTrack(arrivals, "even");
    }
    progress.sendFrom((int) more);
    return null;
  }

  /**
   * The highest sequence of which something is among so many arrivals.
   *
   * @return -1: they are not what was sent from this journal
   */
  long reachedBy(long arrivals) throws IOException {
    if (progress.provenArrivals() == ShippingBase.ADOPT) {
      return data.acknowledged == 0 && arrivals > 0 ? -1 : data.acknowledged;
    }
    long more = arrivals - progress.provenArrivals();
    if (more < 0) {
      return -1;
    }
    long reached = data.acknowledged;
    JournalEntry entry = more > 0 ? progress.firstPending() : null;
    while (more > 0 && entry != null) {
      reached = entry.sequence();
      more -= pieces(entry);
      entry = data.journal.read(entry.next());
    }
    return more > 0 ? -1 : reached;
  }

  private PairFault lostTrack(long arrivals, String word) {
    return new PairFault(
        PairFault.Reason.REMOTE_LOST_TRACK,
        ("the remote says that %s %d writes of this copy have arrived, which does not fit what was"
                + " sent (%d before sequence %d): it, or this centre's state, was restored or"
                + " exchanged")
            .formatted(word, arrivals, progress.provenArrivals(), data.acknowledged + 1));
  }

  @Override
  boolean isClear(JournalEntry entry) {
    return data.options.holes() == PairOptions.Holes.CLEAR
        && (entry.kind() == RecordKind.ZERO || entry.kind() == RecordKind.UNMAP);
  }

  @Override
  public boolean maySend(JournalEntry entry) {
    boolean clear = isClear(entry);
    if (window.isEmpty()) {
      zeros = clear;
      return true;
    }
    return !clear && !zeros;
  }

  @Override
  public void complete(Flight flight) {
    progress.proven(flight.sequence, flight.nextPosition, flight.recordPieces, flight.recordBytes);
  }
}

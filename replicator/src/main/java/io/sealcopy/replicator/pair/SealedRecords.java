package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.replicator.link.ReplicationLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sealed} link to our remote: a record crosses as it stands in the journal. The remote
 * puts records in order by their sequence, and takes one that it has already for what it is; so
 * where to go on is the last sequence that is durable there.
 */
final class SealedRecords implements Crossing {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final GroupData data;
  private final ShippingProgress progress;
  private final ShippingWindow window;
  private final ReplicationLink link;

  SealedRecords(
      GroupData data, ShippingProgress progress, ShippingWindow window, ReplicationLink link) {
    this.data = data;
    this.progress = progress;
    this.window = window;
    this.link = link;
  }

  /**
   * All records up to {@code durable} have arrived.
   *
   * @return why that cannot be, or null
   */
  @Nullable PairFault goOnAfter(long durable) throws IOException {
    if (durable < data.acknowledged) {
      return lostTrack(durable, "only");
    }
    if (durable > progress.highestSent()) {
      data.remoteSequence = Math.min(durable, Long.MAX_VALUE / 2);
      return lostTrack(durable, "even");
    }
    while (data.acknowledged < durable) {
      JournalEntry entry = progress.firstPending();
      if (entry == null) {
        return lostTrack(durable, "even");
      }
      progress.proven(entry.sequence(), entry.next(), 0, entry.dataLength());
      progress.provenSome();
    }
    progress.sendFrom(0);
    return null;
  }

  private PairFault lostTrack(long durable, String word) {
    return new PairFault(
        PairFault.Reason.REMOTE_LOST_TRACK,
        ("the remote says that %s the records up to %d have arrived, but those up to %d were proven"
                + " and none above %d was ever sent: it, or this centre's state, was restored or"
                + " exchanged")
            .formatted(word, durable, data.acknowledged, progress.highestSent()));
  }

  @Override
  public int pieces(JournalEntry entry) {
    return switch (entry.kind()) {
      case DATA, ZERO, UNMAP -> 1;
      case KEY, START, MARK, HANDED_OUT ->
          // A sequence that does not cross would be waited for at the remote for ever.
          throw new IllegalStateException("record " + entry.sequence() + " is " + entry.kind());
    };
  }

  @Override
  public boolean send(JournalEntry entry, int piece, Flight flight, long nexus) throws IOException {
    flight.blocks = entry.blocks();
    RecentRecords.Recent recent = data.recent.find(entry.sequence());
    if (recent != null) {
      flight.bytes = RecordHeader.LENGTH + entry.dataLength();
      if (!window.hasRoom(flight.bytes)) {
        return false;
      }
      link.record(nexus, flight.token, flight.member, recent.header(), recent.sealed().duplicate());
      return true;
    }
    flight.bytes = data.journal.recordLength(entry);
    ByteBuffer record = window.hasRoom(flight.bytes) ? window.memory(flight) : null;
    if (record == null) {
      return false;
    }
    data.journal.readRecord(entry, record);
    link.record(nexus, flight.token, flight.member, record.flip(), NOTHING);
    return true;
  }

  @Override
  public void complete(Flight flight) {
    progress.proven(flight.sequence, flight.nextPosition, 0, flight.recordBytes);
    progress.provenSome();
  }
}

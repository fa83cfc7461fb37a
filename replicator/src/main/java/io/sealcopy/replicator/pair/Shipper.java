package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records in sequence, keeps what is in flight within the window, and knows what is proven at
 * the remote. How a record crosses is a {@link Crossing}'s; connecting is {@link LinkKeeper}'s.
 */
final class Shipper {
  private final GroupData data;
  private final ShippingProgress progress;
  private final ShippingWindow window;
  private final CountedWrites counted;
  private final ForeignWrites foreign;
  private final SealedRecords sealed;
  private final Consumer<Flight> taken = this::taken;
  private Crossing crossing;
  private boolean up;
  private long nexus;

  Shipper(GroupData data, ReplicationLink link, BooleanSupplier copying) {
    this.data = data;
    this.progress = new ShippingProgress(data);
    this.window = new ShippingWindow(data.parameters, ForeignWrites.FLUSH_TOKEN + 1);
    ByteBuffer zeros = ByteBuffer.allocateDirect(data.parameters.chunkBytes()).asReadOnlyBuffer();
    this.counted = new CountedWrites(data, progress, window, link, zeros);
    this.foreign = new ForeignWrites(data, progress, window, link, zeros, copying);
    this.sealed = new SealedRecords(data, progress, window, link);
    this.crossing = counted;
  }

  /** At start: finds the base's record in the journal and counts what is pending. */
  void recover(ShippingBase base) throws IOException {
    progress.recover(base);
  }

  ShippingBase base() {
    return progress.base();
  }

  long provenPosition() {
    return progress.provenPosition();
  }

  /** After {@link #opened}: the highest sequence of which anything has arrived at the remote. */
  long reached() {
    return data.acknowledged + (progress.pieceToSend() > 0 ? 1 : 0);
  }

  /**
   * The highest sequence of which a remote has something, one that was taken over.
   *
   * @return -1: what it has does not fit what was sent from here
   */
  long reachedAt(RemoteKind remote) throws IOException {
    return switch (remote) {
      case RemoteKind.Foreign _ -> data.acknowledged;
      case RemoteKind.Sealed(long durable, _) ->
          durable < data.acknowledged || durable > data.lastSequence() ? -1 : durable;
      case RemoteKind.Ours(long arrivals, _) -> counted.reachedBy(arrivals);
    };
  }

  boolean keepsOrderByWaiting() {
    return crossing.keepsOrderByWaiting();
  }

  long bytesInFlight() {
    return window.bytesInFlight();
  }

  /** Whether half of what may be under way is. */
  boolean halfFull() {
    return window.isHalfFull();
  }

  /** Whether nothing is under way any more: what arrived is proven. */
  boolean still() {
    return !up || (window.isEmpty() && progress.pieceToSend() == 0 && crossing.still());
  }

  /** Seal time of the oldest record that is not proven at the remote; -1 when there is none. */
  long oldestPendingAt() throws IOException {
    JournalEntry entry = data.journalUsable ? progress.firstPending() : null;
    return entry == null ? -1 : entry.sealedAt();
  }

  /** The journal was emptied by hand, and everything will be copied. */
  void journalReset() {
    progress.journalReset();
  }

  /**
   * A nexus is open: where to go on.
   *
   * @return why that cannot be known, or null
   */
  @Nullable PairFault opened(long number, RemoteKind remote) throws IOException {
    nexus = number;
    PairFault fault =
        switch (remote) {
          case RemoteKind.Foreign _ -> {
            crossing = foreign;
            foreign.opened();
            yield null;
          }
          case RemoteKind.Sealed(long durable, _) -> {
            crossing = sealed;
            yield sealed.goOnAfter(durable);
          }
          case RemoteKind.Ours(long arrivals, _) -> {
            crossing = counted;
            yield counted.goOnAfter(arrivals);
          }
        };
    if (fault == null) {
      up = true;
      data.recent.open(crossing == sealed);
    }
    return fault;
  }

  /** The nexus has ended; its buffers are free. */
  void closed() {
    data.recent.close(0);
    window.clear();
    end();
  }

  /** Nothing is sent any more, but the nexus has not ended: it may still use its buffers. */
  void abandoned() {
    data.recent.close(progress.sequenceToSend());
    window.abandon();
    end();
  }

  private void end() {
    up = false;
    crossing.ended();
  }

  void acknowledged(long token) {
    if (token == ForeignWrites.FLUSH_TOKEN) {
      crossing.acknowledged();
    } else {
      window.acknowledged(token, taken);
    }
  }

  private void taken(Flight flight) {
    if (flight.lastOfRecord) {
      crossing.complete(flight);
    }
  }

  /** Sends what may be sent now. */
  void turn() throws IOException {
    if (!up || !data.journalUsable) {
      return;
    }
    while (!window.isFull() && (data.mayCopy() || progress.pieceToSend() > 0)) {
      JournalEntry entry = progress.toSend();
      if (entry == null || !crossing.maySend(entry) || !send(entry)) {
        break;
      }
    }
    crossing.sentAll(nexus);
  }

  private boolean send(JournalEntry entry) throws IOException {
    int pieces = crossing.pieces(entry);
    int piece = progress.pieceToSend();
    Flight flight = window.next();
    flight.member = entry.member();
    flight.lba = entry.lba();
    flight.blocks = 0;
    flight.bytes = 0;
    flight.sequence = entry.sequence();
    flight.recordBytes = entry.dataLength();
    flight.recordPieces = pieces;
    flight.nextPosition = entry.next();
    flight.lastOfRecord = piece + 1 >= pieces;
    if (pieces > 0 && !crossing.send(entry, piece, flight, nexus)) {
      window.drop(flight);
      return false;
    }
    window.add(flight);
    progress.sent(entry, flight.lastOfRecord);
    if (pieces == 0) {
      // KEY, START and MARK do not cross every link: proven with what is before them.
      window.acknowledged(flight.token, taken);
    } else {
      data.writesSent++;
      data.bytesSent += flight.bytes;
    }
    return true;
  }
}

package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends records in sequence, keeps what is in flight within the window, and knows what is proven at
 * the remote. Connecting is {@link LinkKeeper}'s.
 */
final class Shipper {
  private static final long FLUSH_TOKEN = 0;

  private final GroupData data;
  private final ReplicationLink link;
  private final BooleanSupplier copying;
  private @Nullable ShippingArena arena;
  private final ByteBuffer zeros;
  private final ArrayDeque<Flight> flights = new ArrayDeque<>();
  private final ArrayDeque<Flight> spare = new ArrayDeque<>();

  /** Where the first record that is not proven at the remote stands. */
  private long provenPosition;

  /**
   * Our remote's arrival number before that record's first WRITE; or {@link ShippingBase#ADOPT}.
   */
  private long provenArrivals;

  private long sendPosition;
  private long sendSequence;
  private int sendWrite;
  private int bytesInFlight;
  private long nextToken = FLUSH_TOKEN + 1;
  private boolean foreign;
  private boolean up;
  private long nexus;

  // Foreign targets: complete there, but proven only by the next flush.
  private long completeSequence;
  private long completePosition;
  private long completeBytes;
  private boolean flushing;
  private long flushingSequence;
  private long flushingPosition;
  private long flushingBytes;
  private long highestSent;

  Shipper(GroupData data, ReplicationLink link, BooleanSupplier copying) {
    this.data = data;
    this.link = link;
    this.copying = copying;
    this.zeros = ByteBuffer.allocateDirect(data.parameters.chunkBytes()).asReadOnlyBuffer();
  }

  /** At start: finds the base's record in the journal and counts what is pending. */
  void recover(ShippingBase base) throws IOException {
    provenArrivals = base.arrivals();
    Journal.Pending pending = data.journal.pending(base.sequence());
    provenPosition = pending.position();
    data.acknowledged = base.sequence() - 1;
    data.appendedBytes = pending.bytes();
  }

  ShippingBase base() {
    return new ShippingBase(provenArrivals, data.acknowledged + 1);
  }

  long provenPosition() {
    return provenPosition;
  }

  boolean keepsOrderByWaiting() {
    return foreign;
  }

  long bytesInFlight() {
    return bytesInFlight;
  }

  /** Seal time of the oldest record that is not proven at the remote; -1 when there is none. */
  long oldestPendingAt() throws IOException {
    JournalEntry entry = data.journalUsable ? entry(data.acknowledged + 1, provenPosition) : null;
    return entry == null ? -1 : entry.sealedAt();
  }

  /** The journal was emptied by hand, and everything will be copied. */
  void journalReset() {
    provenPosition = data.journal.firstPosition();
    provenArrivals = ShippingBase.ADOPT;
    data.acknowledged = data.lastSequence();
    data.acknowledgedBytes = data.appendedBytes;
  }

  /**
   * A nexus is open: where to go on.
   *
   * @return why that cannot be known, or null
   */
  @Nullable PairFault opened(long number, RemoteKind remote) throws IOException {
    nexus = number;
    return switch (remote) {
      case RemoteKind.Foreign _ -> {
        foreign = true;
        sendFrom(0);
        completeSequence = data.acknowledged;
        completePosition = provenPosition;
        completeBytes = 0;
        // What was under way may have arrived or not: an image again only past all of it.
        data.consistentFrom = Math.max(data.consistentFrom, highestSent);
        begin();
        yield null;
      }
      case RemoteKind.Ours(long arrivals) -> {
        foreign = false;
        PairFault fault = goOnAfter(arrivals);
        if (fault == null) {
          begin();
        }
        yield fault;
      }
    };
  }

  /** DESIGN 003: what has arrived is never sent again; the headers say how many WRITEs that is. */
  private @Nullable PairFault goOnAfter(long arrivals) throws IOException {
    if (provenArrivals == ShippingBase.ADOPT) {
      provenArrivals = arrivals;
      data.ports.storeBase(base());
    }
    long more = arrivals - provenArrivals;
    if (more < 0) {
      return lostTrack(arrivals, "only");
    }
    JournalEntry entry = entry(data.acknowledged + 1, provenPosition);
    while (entry != null && entry.sequence() <= data.synced && more >= writesOf(entry)) {
      more -= writesOf(entry);
      proven(entry.sequence(), entry.next(), writesOf(entry), entry.dataLength());
      entry = entry(data.acknowledged + 1, provenPosition);
    }
    if (more > 0 && (entry == null || entry.sequence() > data.synced)) {
      return lostTrack(arrivals, "even");
    }
    sendFrom((int) more);
    return null;
  }

  private void sendFrom(int write) {
    sendPosition = provenPosition;
    sendSequence = data.acknowledged + 1;
    sendWrite = write;
  }

  private void begin() {
    up = true;
    data.recent.open();
  }

  private @Nullable JournalEntry entry(long sequence, long position) throws IOException {
    RecentRecords.Recent recent = data.recent.find(sequence);
    JournalEntry entry = recent == null ? data.journal.read(position) : recent.entry();
    if (entry != null && entry.sequence() != sequence) {
      throw new IOException(
          "record %d stands at position %d instead of %d"
              .formatted(entry.sequence(), position, sequence));
    }
    return entry;
  }

  private PairFault lostTrack(long arrivals, String word) {
    return new PairFault(
        PairFault.Reason.REMOTE_LOST_TRACK,
        ("the remote says that %s %d writes of this copy have arrived, which does not fit what was"
                + " sent (%d before sequence %d): it, or this centre's state, was restored or"
                + " exchanged")
            .formatted(word, arrivals, provenArrivals, data.acknowledged + 1));
  }

  private void proven(long sequence, long next, long writes, long bytes) {
    for (long each = data.acknowledged + 1; each <= sequence; each++) {
      data.recent.proven(each);
    }
    data.acknowledged = sequence;
    data.acknowledgedBytes += bytes;
    provenPosition = next;
    if (!foreign) {
      provenArrivals += writes;
    }
  }

  /** The nexus has ended; its buffers are free. */
  void closed() {
    data.recent.close(0);
    if (arena != null) {
      arena.clear();
    }
    end();
  }

  /** Nothing is sent any more, but the nexus has not ended: it may still use its buffers. */
  void abandoned() {
    data.recent.close(sendSequence);
    arena = null;
    end();
  }

  private void end() {
    up = false;
    spare.addAll(flights);
    flights.clear();
    bytesInFlight = 0;
    flushing = false;
  }

  void acknowledged(long token) {
    if (token == FLUSH_TOKEN) {
      flushing = false;
      proven(flushingSequence, flushingPosition, 0, flushingBytes);
      return;
    }
    for (Flight flight : flights) {
      if (flight.token == token) {
        flight.done = true;
        break;
      }
    }
    while (!flights.isEmpty() && flights.getFirst().done) {
      Flight flight = flights.removeFirst();
      if (flight.arenaCost > 0) {
        arena().free(flight.arenaCost);
      }
      bytesInFlight -= flight.bytes;
      if (flight.lastOfRecord) {
        recordComplete(flight);
      }
      spare.add(flight);
    }
  }

  private void recordComplete(Flight flight) {
    if (foreign) {
      completeSequence = flight.sequence;
      completePosition = flight.nextPosition;
      completeBytes += flight.recordBytes;
    } else {
      proven(flight.sequence, flight.nextPosition, flight.recordWrites, flight.recordBytes);
    }
  }

  /** Sends what may be sent now. */
  void turn() throws IOException {
    if (!up || !data.journalUsable) {
      return;
    }
    while (flights.size() < data.parameters.windowWrites() && sendSequence <= data.synced) {
      JournalEntry entry = entry(sendSequence, sendPosition);
      if (entry == null || !maySend(entry) || !send(entry)) {
        break;
      }
    }
    if (foreign) {
      flushWhenDue();
    }
  }

  /** A foreign target keeps no order, so that order is kept by waiting (DESIGN §4). */
  private boolean maySend(JournalEntry entry) {
    if (!foreign) {
      return true;
    }
    boolean barrier =
        entry.depends()
            && sendWrite == 0
            && entry.sequence() > data.consistentFrom
            && !copying.getAsBoolean();
    if (barrier && data.acknowledged < entry.sequence() - 1) {
      return false;
    }
    long lba = entry.lba() + (long) sendWrite * data.parameters.blocksPerWrite();
    long end = Math.min(lba + data.parameters.blocksPerWrite(), entry.lba() + entry.blocks());
    for (Flight flight : flights) {
      if (!flight.done && flight.lba < end && lba < flight.lba + flight.blocks) {
        return false;
      }
    }
    return true;
  }

  private boolean send(JournalEntry entry) throws IOException {
    int writes = writesOf(entry);
    int blocks =
        writes == 0
            ? 0
            : Math.min(
                data.parameters.blocksPerWrite(),
                entry.blocks() - sendWrite * data.parameters.blocksPerWrite());
    Flight flight = spare.isEmpty() ? new Flight() : spare.removeFirst();
    flight.token = nextToken++;
    flight.lba = entry.lba() + (long) sendWrite * data.parameters.blocksPerWrite();
    flight.blocks = blocks;
    flight.bytes = blocks * data.parameters.geometry().blockLength();
    flight.sequence = entry.sequence();
    flight.recordBytes = entry.dataLength();
    flight.recordWrites = writes;
    flight.nextPosition = entry.next();
    flight.lastOfRecord = sendWrite + 1 >= writes;
    flight.done = false;
    flight.arenaCost = 0;
    if (writes > 0 && !transmit(entry, flight)) {
      spare.add(flight);
      return false;
    }
    flights.add(flight);
    bytesInFlight += flight.bytes;
    highestSent = Math.max(highestSent, entry.sequence());
    if (flight.lastOfRecord) {
      sendPosition = entry.next();
      sendSequence = entry.sequence() + 1;
      sendWrite = 0;
    } else {
      sendWrite++;
    }
    if (writes == 0) {
      // KEY, START and MARK do not cross this link: proven with what is before them.
      acknowledged(flight.token);
    }
    return true;
  }

  private boolean transmit(JournalEntry entry, Flight flight) throws IOException {
    ByteBuffer bytes = sealed(entry, flight);
    if (bytes == null) {
      return false;
    }
    data.writesSent++;
    data.bytesSent += flight.bytes;
    link.write(nexus, flight.token, flight.lba, bytes);
    return true;
  }

  /** What crosses; null when there is no room for it in flight. */
  private @Nullable ByteBuffer sealed(JournalEntry entry, Flight flight) throws IOException {
    if (bytesInFlight > 0 && bytesInFlight + flight.bytes > data.parameters.windowBytes()) {
      return null;
    }
    RecentRecords.Recent recent = data.recent.find(entry.sequence());
    if (recent != null) {
      return recent.sealed().duplicate();
    }
    ByteBuffer bytes = arena().take(flight.bytes);
    if (bytes == null) {
      return null;
    }
    flight.arenaCost = arena().lastCost();
    if (entry.kind() == RecordKind.DATA) {
      data.journal.readData(entry, bytes);
    } else {
      // holes = sealed: zeros cross like any other content.
      data.sealer.seal(flight.lba, zeros.duplicate().limit(flight.bytes), bytes);
    }
    return bytes.flip();
  }

  private ShippingArena arena() {
    ShippingArena known = arena;
    if (known == null) {
      known = new ShippingArena(data.parameters.windowBytes());
      arena = known;
    }
    return known;
  }

  private void flushWhenDue() {
    boolean due =
        completeSequence > data.acknowledged
            && (flights.isEmpty() || completeBytes >= data.parameters.foreignFlushBytes());
    if (due && !flushing) {
      flushing = true;
      flushingSequence = completeSequence;
      flushingPosition = completePosition;
      flushingBytes = completeBytes;
      completeBytes = 0;
      link.flush(nexus, FLUSH_TOKEN);
    }
  }

  /** How many WRITEs a record crosses as: known from its header alone. */
  private int writesOf(JournalEntry entry) {
    return switch (entry.kind()) {
      case DATA -> 1;
      case ZERO, UNMAP -> Math.ceilDiv(entry.blocks(), data.parameters.blocksPerWrite());
      case KEY, START, MARK, HANDED_OUT -> 0;
    };
  }
}

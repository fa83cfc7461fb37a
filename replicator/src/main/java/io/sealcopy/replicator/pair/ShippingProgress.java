package io.sealcopy.replicator.pair;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How far the group's records have come: what is proven at the remote, and what was sent. */
final class ShippingProgress {
  private final GroupData data;

  /** Where the first record that is not proven at the remote stands. */
  private long provenPosition;

  /**
   * Our remote's arrival number before that record's first WRITE; or {@link ShippingBase#ADOPT}.
   */
  private long provenArrivals;

  private long sendPosition;
  private long sendSequence;
  private int sendPiece;
  private long highestSent;

  ShippingProgress(GroupData data) {
    this.data = data;
  }

  /** At start: finds the base's record in the journal and counts what is pending. */
  void recover(ShippingBase base) throws IOException {
    provenArrivals = base.arrivals();
    Journal.Pending pending = data.journal.pending(base.sequence());
    provenPosition = pending.position();
    data.acknowledged = base.sequence() - 1;
    data.appendedBytes = pending.bytes();
    // Which of them were sent before is not kept.
    highestSent = data.lastSequence();
  }

  /** The journal was emptied by hand, and everything will be copied. */
  void journalReset() {
    provenPosition = data.journal.firstPosition();
    provenArrivals = ShippingBase.ADOPT;
    data.acknowledged = data.lastSequence();
    data.acknowledgedBytes = data.appendedBytes;
    highestSent = Math.max(highestSent, data.acknowledged);
  }

  ShippingBase base() {
    return new ShippingBase(provenArrivals, data.acknowledged + 1);
  }

  long provenPosition() {
    return provenPosition;
  }

  long provenArrivals() {
    return provenArrivals;
  }

  /** The link counts nothing; but from now on, something is proven. */
  void provenSome() {
    provenArrivals = Math.max(provenArrivals, 0);
  }

  /** Takes the remote's number over, durably: nothing was sent from here on. */
  void adopt(long arrivals) throws IOException {
    provenArrivals = arrivals;
    data.ports.storeBase(base());
  }

  /** The first record that is not proven; null when there is none. */
  @Nullable JournalEntry firstPending() throws IOException {
    return entry(data.acknowledged + 1, provenPosition);
  }

  /** The record to be sent next, durable here; null when there is none. */
  @Nullable JournalEntry toSend() throws IOException {
    return sendSequence <= data.synced ? entry(sendSequence, sendPosition) : null;
  }

  /** The piece of it that is to be sent next, from 0. */
  int pieceToSend() {
    return sendPiece;
  }

  /** The sequence of the first record of which no piece was sent; or all but the last were. */
  long sequenceToSend() {
    return sendSequence;
  }

  /** No higher sequence was ever sent. */
  long highestSent() {
    return highestSent;
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

  /** Sends again from the first record not proven, without its first {@code pieces}. */
  void sendFrom(int pieces) {
    sendPosition = provenPosition;
    sendSequence = data.acknowledged + 1;
    sendPiece = pieces;
  }

  void sent(JournalEntry entry, boolean lastPiece) {
    highestSent = Math.max(highestSent, entry.sequence());
    if (lastPiece) {
      sendPosition = entry.next();
      sendSequence = entry.sequence() + 1;
      sendPiece = 0;
    } else {
      sendPiece++;
    }
  }

  /**
   * All records up to one are proven at the remote.
   *
   * @param next where the record after it stands
   * @param writes how many more have arrived there
   * @param bytes of data of those that were not proven before
   */
  void proven(long sequence, long next, long writes, long bytes) {
    for (long each = data.acknowledged + 1; each <= sequence; each++) {
      data.recent.proven(each);
    }
    data.acknowledged = sequence;
    data.acknowledgedBytes += bytes;
    provenPosition = next;
    provenArrivals += writes;
  }
}

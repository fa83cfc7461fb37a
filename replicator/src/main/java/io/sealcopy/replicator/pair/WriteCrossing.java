package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.replicator.link.ReplicationLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code standard} link: a record crosses as WRITEs whose data is its ciphertext. Zeros are
 * sealed like any other content, unless they cross as they are ({@code holes = clear}).
 */
abstract sealed class WriteCrossing implements Crossing permits CountedWrites, ForeignWrites {
  final GroupData data;
  final ShippingProgress progress;
  final ShippingWindow window;
  final ReplicationLink link;
  private final ByteBuffer zeros;

  /**
   * @param zeros as many as the largest WRITE carries
   */
  WriteCrossing(
      GroupData data,
      ShippingProgress progress,
      ShippingWindow window,
      ReplicationLink link,
      ByteBuffer zeros) {
    this.data = data;
    this.progress = progress;
    this.window = window;
    this.link = link;
    this.zeros = zeros;
  }

  @Override
  public final int pieces(JournalEntry entry) {
    return switch (entry.kind()) {
      case DATA -> 1;
      case ZERO, UNMAP -> Math.ceilDiv(entry.blocks(), blocksPerPiece(entry));
      case KEY, START, MARK, HANDED_OUT -> 0;
    };
  }

  /** Whether the record crosses as a command that says that blocks are zeros. */
  boolean isClear(JournalEntry entry) {
    return false;
  }

  private int blocksPerPiece(JournalEntry entry) {
    return isClear(entry) ? ReplicationLink.MOST_ZEROS : blocksPerWrite(entry);
  }

  final int blocksPerWrite(JournalEntry entry) {
    return data.members.get(entry.member()).blocksPerWrite;
  }

  @Override
  public final boolean send(JournalEntry entry, int piece, Flight flight, long nexus)
      throws IOException {
    GroupMember member = data.members.get(entry.member());
    int most = blocksPerPiece(entry);
    int skipped = piece * most;
    flight.lba = entry.lba() + skipped;
    flight.blocks = Math.min(most, entry.blocks() - skipped);
    if (isClear(entry)) {
      link.zero(nexus, flight.token, flight.member, flight.lba, (int) flight.blocks);
      return true;
    }
    flight.bytes = (int) flight.blocks * member.blockLength;
    ByteBuffer bytes = window.hasRoom(flight.bytes) ? sealed(entry, member, flight) : null;
    if (bytes == null) {
      return false;
    }
    link.write(nexus, flight.token, flight.member, flight.lba, bytes);
    return true;
  }

  /** What crosses; null when there is no room for it in flight. */
  private @Nullable ByteBuffer sealed(JournalEntry entry, GroupMember member, Flight flight)
      throws IOException {
    RecentRecords.Recent recent = data.recent.find(entry.sequence());
    if (recent != null) {
      return recent.sealed().duplicate();
    }
    ByteBuffer bytes = window.memory(flight);
    if (bytes == null) {
      return null;
    }
    if (entry.kind() == RecordKind.DATA) {
      data.journal.readData(entry, bytes);
    } else {
      member.sealer.seal(flight.lba, zeros.duplicate().limit(flight.bytes), bytes);
    }
    return bytes.flip();
  }
}

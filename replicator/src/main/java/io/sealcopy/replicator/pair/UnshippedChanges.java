package io.sealcopy.replicator.pair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is not proven at the remote: pending records, and marked regions. */
final class UnshippedChanges {
  private final GroupData data;
  private final List<Unshipped.Range> found = new ArrayList<>();
  private long changes;
  private long oldest = -1;

  private UnshippedChanges(GroupData data) {
    this.data = data;
  }

  /**
   * Reads the headers of all pending records.
   *
   * @param provenPosition where the first of them stands
   */
  static Unshipped of(GroupData data, long provenPosition) {
    UnshippedChanges all = new UnshippedChanges(data);
    boolean readable = !data.journalUsable || all.readJournal(provenPosition);
    // What is in memory only is in active regions. What cannot be read any more may be anywhere:
    // a region is not active any more once its changes are durable in journal and P-VOL.
    BitSet lacking = data.regions.lacking(data.synced, data.written > data.synced);
    lacking.set(0, readable ? 0 : data.regions.regionCount());
    all.marked(lacking);
    List<Unshipped.Range> ranges = merged(all.found);
    long bytes = 0;
    for (Unshipped.Range range : ranges) {
      bytes += range.blocks() * data.members.get(range.member()).blockLength;
    }
    return new Unshipped(ranges, all.changes, bytes, all.oldest, readable && data.journalUsable);
  }

  private boolean readJournal(long provenPosition) {
    try {
      JournalEntry entry = data.journal.read(provenPosition);
      while (entry != null) {
        oldest = oldest < 0 ? entry.sealedAt() : oldest;
        changes++;
        found.add(new Unshipped.Range(entry.member(), entry.lba(), entry.blocks()));
        entry = data.journal.read(entry.next());
      }
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private void marked(BitSet regions) {
    for (int region = regions.nextSetBit(0); region >= 0; region = regions.nextSetBit(region + 1)) {
      GroupMember member = data.members.ofRegion(region);
      long first = member.firstBlock(region);
      found.add(new Unshipped.Range(member.index, first, member.endBlock(region) - first));
      changes++;
    }
  }

  /** In order, and as few as can be. */
  private static List<Unshipped.Range> merged(List<Unshipped.Range> ranges) {
    ranges.sort(
        Comparator.comparingInt(Unshipped.Range::member).thenComparingLong(Unshipped.Range::lba));
    List<Unshipped.Range> merged = new ArrayList<>();
    Unshipped.@Nullable Range last = null;
    for (Unshipped.Range range : ranges) {
      if (last != null
          && last.member() == range.member()
          && range.lba() <= last.lba() + last.blocks()) {
        long end = Math.max(last.lba() + last.blocks(), range.lba() + range.blocks());
        last = new Unshipped.Range(last.member(), last.lba(), end - last.lba());
        merged.set(merged.size() - 1, last);
      } else {
        last = range;
        merged.add(range);
      }
    }
    return merged;
  }
}

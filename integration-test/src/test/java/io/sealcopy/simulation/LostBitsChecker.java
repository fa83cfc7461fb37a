package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.JournalEntry;
import io.sealcopy.replicator.pair.RingJournal;
import io.sealcopy.replicator.pair.ShippingBase;
import java.io.IOException;
import java.util.BitSet;

/**
 * Rule 2, whenever the main centre starts after a crash: a block that differs at the remote is
 * marked, or in the journal and not proven, or has arrived.
 */
final class LostBitsChecker {
  private final Shape shape;

  LostBitsChecker(Shape shape) {
    this.shape = shape;
  }

  void check(
      long[] volume,
      RemoteImage image,
      SimRemote remote,
      RingJournal journal,
      ActivityRegions regions,
      ShippingBase base)
      throws IOException {
    BitSet covered = new BitSet();
    if (journal.damage() == null) {
      JournalEntry entry = journal.read(journal.firstPosition());
      while (entry != null) {
        if (entry.sequence() >= base.sequence()) {
          int first = shape.members().get(entry.member()).first() + (int) entry.lba();
          covered.set(first, first + entry.blocks());
        }
        entry = journal.read(entry.next());
      }
    }
    for (int block = 0; block < volume.length; block++) {
      int region = regionOf(block);
      RuleBroken.unless(
          volume[block] == image.stamps()[block]
              || covered.get(block)
              || regions.isActive(region)
              || regions.isDirty(region)
              || remote.hasUnderWay(block),
          "block %d is %d, at the remote %d, and nothing says so (rule 2)"
              .formatted(block, volume[block], image.stamps()[block]));
    }
  }

  private int regionOf(int block) {
    SimMember member = shape.memberOf(block);
    int blocksPerRegion = shape.parameters().regionBytes() / member.blockLength();
    return member.firstRegion() + (block - member.first()) / blocksPerRegion;
  }
}

package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.vendor.DiffersPage;
import java.util.BitSet;

/** Which regions of {@link DiffersPage#REGION_BYTES} a swap has to copy. */
public final class SwapRegions {
  private SwapRegions() {}

  /** Those of a volume in which it has what its copy is not known to have. */
  public static BitSet differing(Unshipped unshipped, int member, int blockLength) {
    BitSet regions = new BitSet();
    int perRegion = DiffersPage.REGION_BYTES / blockLength;
    for (Unshipped.Range range : unshipped.ranges()) {
      if (range.member() == member) {
        regions.set(
            (int) (range.lba() / perRegion),
            (int) ((range.lba() + range.blocks() - 1) / perRegion) + 1);
      }
    }
    return regions;
  }

  /**
   * Those in which either side has changed alone.
   *
   * @param changed by hosts since the take-over
   * @param page of the other side
   */
  public static BitSet toCopy(BitSet changed, DiffersPage page) {
    BitSet regions = (BitSet) changed.clone();
    regions.or(page.differs());
    return regions;
  }
}

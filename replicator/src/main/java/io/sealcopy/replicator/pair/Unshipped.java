package io.sealcopy.replicator.pair;

import java.util.List;

/**
 * What the remote is not known to have, by name. It may be more than what it lacks: what was under
 * way when the link ended counts.
 *
 * @param ranges of every member in order, none touching another of its member
 * @param changes records in the journal; regions whose changes are only marked count one each
 * @param bytes of all ranges
 * @param oldestMillis when the oldest of them was sealed, milliseconds since 1970 UTC by this
 *     centre's clock; -1 when that is not known or there is none
 * @param complete false when the journal could not be read: then all that may differ is here
 */
public record Unshipped(
    List<Range> ranges, long changes, long bytes, long oldestMillis, boolean complete) {
  /**
   * Blocks of one volume.
   *
   * @param member index of the volume
   */
  public record Range(int member, long lba, long blocks) {}

  /** Whether there is nothing. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }
}

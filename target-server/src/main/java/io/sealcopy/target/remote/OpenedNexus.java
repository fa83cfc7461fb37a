package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.OpenNexus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The replication nexus that is open.
 *
 * @param nexus the session
 * @param opening never used twice
 * @param suite of the key record
 */
record OpenedNexus(long nexus, long opening, OpenNexus list, SealSuite suite) {
  /**
   * Whether a session that opens a copy so belongs to this nexus: it is the same session and names
   * the same link; on a sealed link several sessions may.
   */
  boolean takes(long session, OpenNexus other) {
    Optional<Long> number = list.link().map(OpenNexus.Link::number);
    boolean sameLink = number.equals(other.link().map(OpenNexus.Link::number));
    return sameLink
        && (session == nexus || other.isSealedLink())
        && other.groupId().equals(list.groupId())
        && other.direction() == list.direction()
        && other.pairEpoch() == list.pairEpoch()
        && other.generation() == list.generation()
        && other.keyId().equals(list.keyId());
  }

  /** Whether a record belongs to it. */
  boolean takes(CopyEvent.RecordWrite write) {
    return list.isSealedLink() && opening == write.opening() && opening == write.member().opening();
  }

  /**
   * What remains open when an event has been refused: a refused WRITE ends its nexus, because a
   * later one would be counted as the arrival in its place, and the main centre would never send it
   * again.
   */
  static @Nullable OpenedNexus afterRefusal(@Nullable OpenedNexus open, CopyEvent refused) {
    long opening =
        switch (refused) {
          case CopyEvent.ReplicationWrite write -> write.opening();
          case CopyEvent.ReplicationZeros zeros -> zeros.opening();
          case CopyEvent.WriteLost lost -> lost.opening();
          default -> 0;
        };
    return open != null && open.opening() == opening ? null : open;
  }
}

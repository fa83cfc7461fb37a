package io.sealcopy.replicator.link;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Which copy a link is for: what our remote compares before it takes a change.
 *
 * @param generation of the key; 0 when nothing is sealed
 * @param keyId zero when nothing is sealed
 * @param geometry of the P-VOL
 */
public record CopyIdentity(
    UUID groupId,
    UUID volumeId,
    Direction direction,
    long pairEpoch,
    int generation,
    KeyId keyId,
    VolumeGeometry geometry) {
  /** Whether nothing is sealed. */
  boolean isPlain() {
    return generation == 0;
  }

  /** What a standard link says of itself: that it is a plain one, else nothing (version 1). */
  Optional<OpenNexus.Link> standardLink(LongSupplier random) {
    return isPlain()
        ? Optional.of(
            new OpenNexus.Link(OpenNexus.LinkKind.STANDARD, linkNumber(random), 0, false, true))
        : Optional.empty();
  }

  /** A number that no other link of the group has ever had. */
  static long linkNumber(LongSupplier random) {
    long drawn = random.getAsLong();
    while (drawn == 0) {
      drawn = random.getAsLong();
    }
    return drawn;
  }

  /** What opens the nexus on this copy. */
  OpenNexus openList(Optional<OpenNexus.Link> link) {
    return new OpenNexus(groupId, volumeId, direction, pairEpoch, generation, keyId, link);
  }
}

package io.sealcopy.replicator.link;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.Optional;
import java.util.UUID;

/**
 * Which copy a link is for: what our remote compares before it takes a change.
 *
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
  /** What opens the nexus on this copy. */
  OpenNexus openList(Optional<OpenNexus.Link> link) {
    return new OpenNexus(groupId, volumeId, direction, pairEpoch, generation, keyId, link);
  }
}

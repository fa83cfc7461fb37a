package io.sealcopy.target.scsi;

import io.sealcopy.storage.volume.Volume;

/**
 * Which volume a nexus meets behind a logical unit. A sealed copy shows a receiving view to its
 * replication nexus, a conditional one to a decryptor and a write-protected one to all others.
 */
@FunctionalInterface
public interface VolumeViews {
  /** Asked for every command; must be cheap. */
  Volume viewFor(Nexus nexus);
}

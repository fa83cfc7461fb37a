package io.sealcopy.target.scsi.copy;

import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.scsi.CommandPipeline;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A unit at one end of a segment, reached as the nexus that asks for the copy would reach it: its
 * view, its reservations, its write protection.
 *
 * @param pad PAD of its descriptor
 * @param access the command that stands for what the copy does to it
 */
record CopyEnd(LunNexus where, Volume volume, boolean pad, CommandSpec access) {
  int blockLength() {
    return volume.geometry().blockLength();
  }

  boolean contains(long lba, long blocks) {
    return volume.geometry().contains(lba, blocks);
  }

  /** Why that command would not be taken now; null when it would. */
  @Nullable Outcome refusal() {
    return CommandPipeline.refusal(access, where, volume);
  }
}

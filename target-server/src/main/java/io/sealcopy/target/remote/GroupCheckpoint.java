package io.sealcopy.target.remote;

import io.sealcopy.storage.table.Checkpoint;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint of all members of a group, at one place in its journal. Only when every one of them
 * is durable the journal may give up what is before that place.
 */
final class GroupCheckpoint {
  private record Part(CopyMember member, Checkpoint checkpoint) {}

  private final List<Part> parts = new ArrayList<>();
  private final long applied;

  /** Takes the members as they are, on the group's thread. */
  GroupCheckpoint(List<CopyMember> members, GroupImage image) {
    this.applied = image.applied();
    for (CopyMember member : members) {
      Checkpoint part = member.boundImage().table().beginCheckpoint(applied, image.arrival());
      parts.add(new Part(member, part));
    }
  }

  /** The last record in it. */
  long applied() {
    return applied;
  }

  /**
   * Blocks, then table, of each member: no table is ever ahead of its blocks. From any thread.
   *
   * @throws IOException naming the copy
   */
  void write() throws IOException {
    for (Part part : parts) {
      VolumeFailure failure = part.member().boundImage().blocks().sync();
      if (failure != null) {
        throw new IOException("copy " + part.member().name() + ": " + failure.message());
      }
    }
    for (Part part : parts) {
      try {
        part.checkpoint().write();
      } catch (IOException e) {
        throw new IOException("copy " + part.member().name() + ": " + e.getMessage(), e);
      }
    }
  }

  /** It is durable; on the group's thread. */
  void finish() {
    for (Part part : parts) {
      part.member().boundImage().table().finish(part.checkpoint());
    }
  }
}

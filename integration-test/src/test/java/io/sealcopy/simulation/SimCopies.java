package io.sealcopy.simulation;

import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.target.remote.CopyDirectory;
import io.sealcopy.target.remote.CopyMember;
import io.sealcopy.target.remote.CopyStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The S-VOLs of the group, as one boot of the remote has opened them. */
final class SimCopies {
  private final List<CopyMember> members = new ArrayList<>();
  private final List<SimBlocks> blocks = new ArrayList<>();

  /**
   * @param disk the remote's
   * @param state what its programs see of it
   * @param full the volumes that have no room, now and later
   * @param bug what is broken on purpose
   */
  SimCopies(Shape shape, StorageDirectory disk, StorageDirectory state, BitSet full, PlantedBug bug)
      throws IOException {
    for (SimMember member : shape.members()) {
      StorageFile file = disk.open(member.file());
      SimBlocks stored = new SimBlocks(file, member, () -> full.get(member.index()));
      stored.setDurable(bug != PlantedBug.COPY_NOT_DURABLE);
      stored.setLeavesHoles(bug == PlantedBug.HOLES_ARE_LEFT);
      StorageDirectory own = CopyStore.directoryOf(state, member.copy());
      blocks.add(stored);
      members.add(
          new CopyMember(new CopyDirectory(member.copy(), own, stored, member.geometry(), null)));
    }
  }

  List<CopyMember> members() {
    return members;
  }

  CopyMember member(int index) {
    return members.get(index);
  }

  SimBlocks blocks(int index) {
    return blocks.get(index);
  }

  /** Every block has to be looked at. */
  void allWritten() {
    blocks.forEach(SimBlocks::allWritten);
  }
}

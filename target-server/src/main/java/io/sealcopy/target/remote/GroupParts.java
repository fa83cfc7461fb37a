package io.sealcopy.target.remote;

import java.io.IOException;

/**
 * What a sound group works on, besides its members.
 *
 * @param state as on disk
 */
record GroupParts(GroupDirectory directory, GroupState state, KeyShelf keys, CopyJournal journal) {
  GroupParts with(GroupState changed) {
    return new GroupParts(directory, changed, keys, journal);
  }

  void close() throws IOException {
    journal.close();
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.journal.RecordRing;
import io.sealcopy.storage.journal.RingOpening;
import java.io.IOException;
import java.util.List;

/**
 * A copy that an older program left, with journal and key records of its own. Its journal is
 * applied and put into a checkpoint; then it becomes the only member of a group whose journal goes
 * on from there. A crash in between repeats it: the group's file, written last, decides.
 */
final class OldCopy {
  private static final String JOURNAL = "journal";
  private static final String KEYS = "keys";

  private final CopyMember member;
  private final CopyState state;

  OldCopy(CopyMember member, CopyState state) {
    this.member = member;
    this.state = state;
  }

  /** What the group of it is, as soon as it has one. */
  GroupState group() {
    return new GroupState(
        state.binding().groupId(),
        state.epoch(),
        state.nexus(),
        state.takenOver(),
        List.of(new GroupState.Member(member.name(), state.binding())));
  }

  KeyShelf keys() throws IOException {
    return KeyShelf.load(files().directory(KEYS));
  }

  RingOpening openJournal() throws IOException {
    return RecordRing.open(files().openDirect(JOURNAL));
  }

  /**
   * Moves everything into the directory of its group. The journal must have been applied.
   *
   * @param journal what was opened; closed here
   */
  void move(GroupImage image, RecordRing journal, GroupFiles files, GroupDirectory directory)
      throws IOException {
    GroupReplay.checkpoint(List.of(member), image);
    journal.close();
    GroupParts made =
        directory.create(
            group(), files.journalBytes(), image.applied() + 1, files.ringIds().getAsLong());
    for (StoredKey key : keys().from(0)) {
      CopyAnswer kept = made.keys().store(key.bytes(), state.binding());
      if (!(kept instanceof CopyAnswer.Done)) {
        throw new IOException("a key record of copy " + member.name() + ": " + kept);
      }
    }
    made.close();
    directory.save(group());
    clear(files());
    member.directory().mark(directory.groupId());
  }

  /** Deletes what an older program left, and nothing else: not what hosts changed. */
  static void clear(StorageDirectory directory) throws IOException {
    directory.delete(JOURNAL);
    if (directory.directories().contains(KEYS)) {
      StorageDirectory keys = directory.directory(KEYS);
      for (String key : keys.list()) {
        keys.delete(key);
      }
    }
  }

  private StorageDirectory files() {
    return member.directory().files();
  }
}

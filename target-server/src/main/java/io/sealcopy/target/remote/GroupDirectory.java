package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.protocol.vendor.OpeningPage;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.journal.RecordRing;
import io.sealcopy.storage.journal.RingOpening;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files of one group, in {@code groups/<group id>}: {@code group} (its members and what they
 * are bound to; without it there is no group), {@code journal} and {@code keys/}.
 */
final class GroupDirectory {
  private static final String STATE = "group";
  private static final String JOURNAL = "journal";
  private static final String KEYS = "keys";
  private static final String IMAGE = "image";
  private static final String OPENING = "opening";
  private static final String EARLIER = "earlier";

  private final UUID groupId;
  private final StorageDirectory directory;

  GroupDirectory(UUID groupId, StorageDirectory directory) {
    this.groupId = groupId;
    this.directory = directory;
  }

  UUID groupId() {
    return groupId;
  }

  boolean exists() throws IOException {
    return directory.exists(STATE);
  }

  GroupState load() throws IOException {
    GroupState state = GroupState.decode(directory.readAll(STATE));
    if (!state.groupId().equals(groupId)) {
      throw new IOException("the state file of group " + groupId + " is one of another group");
    }
    return state;
  }

  void save(GroupState state) throws IOException {
    directory.replace(STATE, state.encode());
  }

  /** What is known of the image; empty when nothing is. */
  Optional<ImageNote> note() throws IOException {
    return directory.exists(IMAGE) ? ImageNotes.decode(directory.readAll(IMAGE)) : Optional.empty();
  }

  void store(ImageNote note) throws IOException {
    directory.replace(IMAGE, ImageNotes.encode(note));
  }

  /** As told last; none when that cannot be read: then only numbers are compared. */
  OpeningPage opening() throws IOException {
    return directory.exists(OPENING)
            && OpeningPage.decode(ByteBuffer.wrap(directory.readAll(OPENING)))
                instanceof Decoded.Valid<OpeningPage>(OpeningPage page)
        ? page
        : new OpeningPage(0);
  }

  void store(OpeningPage opening) throws IOException {
    directory.replace(OPENING, opening.encode());
  }

  private void forgetNote() throws IOException {
    if (directory.exists(OPENING)) {
      directory.delete(OPENING);
    }
    if (directory.exists(IMAGE)) {
      directory.delete(IMAGE);
    }
  }

  /** Makes journal and key shelf, both empty, whatever was left of an earlier group. */
  GroupParts create(GroupState state, long journalBytes, long first, long ringId)
      throws IOException {
    forgetNote();
    deleteImage();
    StorageDirectory keys = directory.directory(KEYS);
    for (String old : keys.list()) {
      keys.delete(old);
    }
    RecordRing ring =
        RecordRing.createInOwnOrder(directory.openDirect(JOURNAL), journalBytes, first, ringId);
    return new GroupParts(this, state, KeyShelf.load(keys), new CopyJournal(ring));
  }

  KeyShelf keys() throws IOException {
    return KeyShelf.load(directory.directory(KEYS));
  }

  RingOpening openJournal() throws IOException {
    return RecordRing.open(directory.openDirect(JOURNAL));
  }

  /** That an earlier image of the members is kept; null when none is. */
  @Nullable ImageMark loadImage() throws IOException {
    return directory.exists(EARLIER) ? ImageMark.decode(directory.readAll(EARLIER)) : null;
  }

  void saveImage(ImageMark mark) throws IOException {
    directory.replace(EARLIER, mark.encode());
  }

  void deleteImage() throws IOException {
    directory.delete(EARLIER);
  }

  /** Ends the group; nobody may have it open. */
  void delete() throws IOException {
    directory.delete(STATE);
    directory.delete(EARLIER);
    directory.delete(JOURNAL);
    forgetNote();
    StorageDirectory keys = directory.directory(KEYS);
    for (String key : keys.list()) {
      keys.delete(key);
    }
  }
}

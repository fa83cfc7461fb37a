package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.table.EncryptionTable;
import io.sealcopy.storage.table.TableShape;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files of one copy: {@code copy} (which group it belongs to; the group's own file decides) and
 * {@code table}, after a take-over {@code changed}; and where its blocks are. An older program kept
 * journal and keys here, too.
 */
public final class CopyDirectory {
  private static final String MARK = "copy";
  private static final String TABLE = "table";
  private static final String CHANGES = "changed";
  private static final String EARLIER = "earlier";
  private static final String DIFFERS = "differs";

  /** A small volume's table needs less; some room is for ranges that begin on other pages. */
  private static final int SPARE_PAGES = 32;

  private final String name;
  private final StorageDirectory directory;
  private final CopyBlocks blocks;
  private final VolumeGeometry geometry;
  private final @Nullable UUID incarnation;

  /**
   * Nothing is read or written yet.
   *
   * @param name of the copy, unique among all
   * @param incarnation of the volume that the blocks are on; null: nobody can tell whether it was
   *     exchanged
   */
  public CopyDirectory(
      String name,
      StorageDirectory directory,
      CopyBlocks blocks,
      VolumeGeometry geometry,
      @Nullable UUID incarnation) {
    this.name = name;
    this.directory = directory;
    this.blocks = blocks;
    this.geometry = geometry;
    this.incarnation = incarnation;
  }

  String name() {
    return name;
  }

  int blockLength() {
    return geometry.blockLength();
  }

  long blockCount() {
    return geometry.blockCount();
  }

  CopyBlocks blocks() {
    return blocks;
  }

  /** For what an older program left here. */
  StorageDirectory files() {
    return directory;
  }

  /** What the copy says of itself: {@link CopyMark.None} when it was never bound, or released. */
  CopyMark read() throws IOException {
    return directory.exists(MARK) ? CopyMark.decode(directory.readAll(MARK)) : new CopyMark.None();
  }

  /** The bytes of the file that says so, empty when there is none. */
  static byte[] markOf(StorageDirectory directory) throws IOException {
    return directory.exists(MARK) ? directory.readAll(MARK) : new byte[0];
  }

  /** Says that it belongs to this group. */
  void mark(UUID groupId) throws IOException {
    directory.replace(MARK, new CopyMark.OfGroup(groupId, incarnation).encode());
  }

  /**
   * What is wrong when the blocks are not on the volume that they were put on (rule 8), or null. A
   * mark that does not know that volume fits any.
   */
  @Nullable String exchanged(CopyMark mark) {
    if (!(mark instanceof CopyMark.OfGroup(UUID _, UUID known))
        || known == null
        || known.equals(incarnation)) {
      return null;
    }
    return ("copy %s: its volume was made anew, restored or exchanged: it is incarnation %s,"
            + " the copy was kept on %s. Put the right one back; if this is the right one, with all"
            + " that the copy had: sealcopy remote accept; else sealcopy remote release, and make"
            + " the pair anew")
        .formatted(name, incarnation, known);
  }

  /** What it is to say from now on; it is replaced only where it says something else. */
  void mark(UUID groupId, CopyMark now) throws IOException {
    if (!now.equals(new CopyMark.OfGroup(groupId, incarnation))) {
      mark(groupId);
    }
  }

  /**
   * Forgets which volume the blocks are on: the next start takes the one that it meets.
   *
   * @throws IOException when nothing is known to forget
   */
  static void accept(StorageDirectory directory) throws IOException {
    byte[] mark = markOf(directory);
    if (mark.length == 0
        || !(CopyMark.decode(mark) instanceof CopyMark.OfGroup(UUID groupId, UUID known))
        || known == null) {
      throw new IOException("the copy is not bound to a volume: there is nothing to accept");
    }
    directory.replace(MARK, new CopyMark.OfGroup(groupId, null).encode());
  }

  /**
   * Makes a table that says "all plaintext", in the place of any other.
   *
   * @param order the place in the group's journal at which it begins
   * @param arrival the group's arrival number there
   */
  void createTable(BindCopy list, long order, long arrival) throws IOException {
    TableShape whole =
        new TableShape(
            geometry.blockCount(),
            geometry.blockLength(),
            list.volumeId(),
            TableShape.DEFAULT_CAPACITY);
    int capacity = Math.min(TableShape.DEFAULT_CAPACITY, whole.contentPages() + SPARE_PAGES);
    TableShape shape =
        new TableShape(whole.blockCount(), whole.blockLength(), whole.volumeId(), capacity);
    EncryptionTable.create(directory.open(TABLE), shape, list.pairEpoch(), order, arrival);
  }

  /**
   * Opens the table, repairing what a crash has torn.
   *
   * @throws IOException when it is damaged, or is not this volume's
   */
  EncryptionTable openTable() throws IOException {
    EncryptionTable table =
        EncryptionTable.open(directory.open(TABLE), EncryptionTable.DEFAULT_CACHE);
    TableShape shape = table.shape();
    if (shape.blockCount() != geometry.blockCount()
        || shape.blockLength() != geometry.blockLength()) {
      throw new IOException(
          "the table is for %d blocks of %d bytes, the volume has %d of %d"
              .formatted(
                  shape.blockCount(),
                  shape.blockLength(),
                  geometry.blockCount(),
                  geometry.blockLength()));
    }
    return table;
  }

  /** Whether what is here says that the volume is, or will be, a copy. */
  static boolean saysCopy(StorageDirectory directory) throws IOException {
    return directory.exists(MARK) || directory.exists(DIFFERS);
  }

  /** The differs page, as bytes; empty when there is none. */
  byte[] differs() throws IOException {
    return directory.exists(DIFFERS) ? directory.readAll(DIFFERS) : new byte[0];
  }

  /** Keeps a differs page: from now on the volume is a copy that no pair has bound. */
  static void storeDiffers(StorageDirectory directory, byte[] page) throws IOException {
    directory.replace(DIFFERS, page);
  }

  /** Forgets where the volume differs: it is written again. */
  static void deleteDiffers(StorageDirectory directory) throws IOException {
    directory.delete(DIFFERS);
  }

  @Nullable UUID incarnation() {
    return incarnation;
  }

  /** Nothing is changed by hosts, durably. */
  HostChanges createChanges(long id) throws IOException {
    return HostChanges.create(directory.open(CHANGES), geometry, id);
  }

  /** What hosts have changed since the take-over; all, when that is lost. */
  HostChanges openChanges(long newId) throws IOException {
    return HostChanges.open(directory.open(CHANGES), geometry, newId);
  }

  /** For what an earlier image saves of the blocks, from now on; nothing is saved yet, durably. */
  EarlierBlocks createEarlier(long id, UUID volumeId) throws IOException {
    directory.delete(EARLIER);
    return EarlierBlocks.create(directory.open(EARLIER), geometry, volumeId, id);
  }

  /** What an earlier image has saved; null when there is nothing. */
  @Nullable EarlierBlocks openEarlier(UUID volumeId) throws IOException {
    return directory.exists(EARLIER)
        ? EarlierBlocks.open(directory.open(EARLIER), geometry, volumeId)
        : null;
  }

  void deleteEarlier() throws IOException {
    directory.delete(EARLIER);
  }

  /** Forgets that the copy was bound, before its group does: after a crash it is bound again. */
  static void unmark(StorageDirectory directory) throws IOException {
    directory.delete(MARK);
  }

  /** Deletes what is left of a copy that belongs to no group any more. */
  static void clear(StorageDirectory directory) throws IOException {
    directory.delete(TABLE);
    directory.delete(CHANGES);
    directory.delete(EARLIER);
    OldCopy.clear(directory);
  }
}

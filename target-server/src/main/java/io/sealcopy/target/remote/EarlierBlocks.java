package io.sealcopy.target.remote;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.table.BlockEntry;
import io.sealcopy.storage.table.BlockState;
import io.sealcopy.storage.table.EncryptionTable;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the blocks of one copy, and their entries, were when an earlier image began: {@code
 * protocol/spec/earlier-image.md}. A chunk is saved here, durably, before the first change of any
 * of its blocks; all others are still in place. Owned by one thread.
 */
final class EarlierBlocks implements AutoCloseable {
  static final int CHUNK_BYTES = 64 << 10;
  static final int HEADER_BYTES = 4096;
  private static final int META_BYTES = 4096;
  static final int SLOT_BYTES = META_BYTES + CHUNK_BYTES;

  private static final long MAGIC = 0x5343_4541_524c_4945L; // "SCEARLIE"
  private static final int VERSION = 1;
  private static final int HEADER_CHECKSUM_AT = 60;

  private static final int CHUNK_AT = 8;
  private static final int INDEX_AT = 16;
  private static final int PROMISED_AT = 20;
  private static final int BLOCKS_AT = 24;
  private static final int FLAGS_AT = 28;
  private static final int SLOT_CHECKSUM_AT = 32;
  private static final int ENTRIES_AT = 48;
  private static final int ENTRY_BYTES = 16;
  private static final int ALL_ZERO = 1;

  private final StorageFile file;
  private final VolumeGeometry geometry;
  private final long id;
  private final int chunkBlocks;
  private final BitSet saved = new BitSet();
  private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_BYTES);
  private int slots;

  /** Of the slots, those that are durable. */
  private int promised;

  private EarlierBlocks(StorageFile file, VolumeGeometry geometry, long id) {
    this.file = file;
    this.geometry = geometry;
    this.id = id;
    this.chunkBlocks = CHUNK_BYTES / geometry.blockLength();
  }

  /**
   * Nothing is saved yet, durably.
   *
   * @param file a new one
   * @param id random: slots of another file are none of this one
   */
  static EarlierBlocks create(StorageFile file, VolumeGeometry geometry, UUID volume, long id)
      throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putShort((short) VERSION).putShort((short) 0);
    header.putInt(geometry.blockLength()).putLong(geometry.blockCount());
    header.putLong(volume.getMostSignificantBits()).putLong(volume.getLeastSignificantBits());
    header.putLong(id).putInt(CHUNK_BYTES);
    header.putInt(HEADER_CHECKSUM_AT, Crc32c.of(header.slice(0, HEADER_CHECKSUM_AT)));
    file.write(header.clear(), 0);
    file.sync();
    return new EarlierBlocks(file, geometry, id);
  }

  /**
   * What was saved before. Slots that no later one says to be durable may be missing: nothing was
   * changed before they were.
   *
   * @throws IOException when it is damaged, or is not this volume's
   */
  static EarlierBlocks open(StorageFile file, VolumeGeometry geometry, UUID volume)
      throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    file.read(header, 0);
    header.flip();
    if (header.getLong(0) != MAGIC
        || header.getShort(8) != VERSION
        || header.getInt(HEADER_CHECKSUM_AT) != Crc32c.of(header.slice(0, HEADER_CHECKSUM_AT))
        || header.getInt(48) != CHUNK_BYTES) {
      throw new IOException("its earlier blocks are damaged, or of another version");
    }
    if (header.getInt(12) != geometry.blockLength()
        || header.getLong(16) != geometry.blockCount()
        || !new UUID(header.getLong(24), header.getLong(32)).equals(volume)) {
      throw new IOException("its earlier blocks are those of another volume");
    }
    EarlierBlocks opened = new EarlierBlocks(file, geometry, header.getLong(40));
    opened.scan();
    return opened;
  }

  private void scan() throws IOException {
    int there = (int) Math.ceilDiv(Math.max(file.size() - HEADER_BYTES, 0), (long) SLOT_BYTES);
    int firstBad = there;
    for (int index = 0; index < there; index++) {
      if (isSlot(index)) {
        promised = Math.max(promised, slot.getInt(PROMISED_AT));
        if (firstBad == there) {
          saved.set(Math.toIntExact(slot.getLong(CHUNK_AT)));
        }
      } else {
        firstBad = Math.min(firstBad, index);
      }
    }
    slots = firstBad;
    if (firstBad < promised) {
      throw new IOException("slot " + firstBad + " of its earlier blocks is damaged");
    }
    promised = firstBad;
    // What is behind the first that is torn is not this file's any more: it will be overwritten.
    if (firstBad < there) {
      long from = position(firstBad);
      file.punchHole(from, position(there) - from);
    }
    file.sync();
  }

  private static long position(int index) {
    return HEADER_BYTES + (long) index * SLOT_BYTES;
  }

  /** Reads a slot: whether it is one of this file, and whole. */
  private boolean isSlot(int index) throws IOException {
    file.read(slot.clear(), position(index));
    slot.clear();
    return slot.getLong(0) == id
        && slot.getInt(INDEX_AT) == index
        && slot.getInt(SLOT_CHECKSUM_AT) == checksum();
  }

  private int checksum() {
    int known = slot.getInt(SLOT_CHECKSUM_AT);
    slot.putInt(SLOT_CHECKSUM_AT, 0);
    int sum = Crc32c.of(slot.slice(0, SLOT_BYTES));
    slot.putInt(SLOT_CHECKSUM_AT, known);
    return sum;
  }

  /** Bytes that it takes. */
  long bytes() {
    return position(slots);
  }

  /**
   * Saves what these blocks are now, unless that is done; durable after {@link #sync}.
   *
   * @param zeros they are about to become zeros and plaintext: where they are, nothing is saved
   * @param most bytes that the file may take
   * @throws IOException when that cannot be done; then the image is lost
   */
  void save(CopyImage copy, long lba, long blocks, boolean zeros, long most) throws IOException {
    long end = lba + blocks;
    long at = lba / chunkBlocks * chunkBlocks;
    while (at < end) {
      boolean known = saved.get(Math.toIntExact(at / chunkBlocks));
      long skip = known ? chunkBlocks : zeros ? untouched(copy, at, end - at) : 0;
      if (skip == 0) {
        if (position(slots + 1) > most) {
          throw new IOException("it would take more than " + most + " bytes");
        }
        append(copy, at, (int) Math.min(chunkBlocks, geometry.blockCount() - at));
        skip = chunkBlocks;
      }
      at += skip;
    }
  }

  /** How many blocks from here on, in whole chunks, are zeros and plaintext already. */
  private long untouched(CopyImage copy, long lba, long blocks) {
    long chunks = Math.ceilDiv(blocks, (long) chunkBlocks);
    long whole = Math.min(chunks * chunkBlocks, geometry.blockCount() - lba);
    long empty = -copy.blocks().mappedRun(lba, whole);
    long same = Math.min(Math.min(empty, copy.table().plaintextUpTo(lba) - lba), whole);
    return same == whole ? chunks * chunkBlocks : Math.max(same, 0) / chunkBlocks * chunkBlocks;
  }

  private void append(CopyImage copy, long lba, int count) throws IOException {
    slot.clear();
    for (int i = 0; i < META_BYTES; i += Long.BYTES) {
      slot.putLong(i, 0);
    }
    ByteBuffer data = slot.slice(META_BYTES, count * geometry.blockLength());
    VolumeFailure failure = copy.blocks().read(lba, data.duplicate());
    if (failure != null) {
      throw new IOException(failure.message());
    }
    boolean zeros = isZero(data);
    for (int i = data.limit(); i < CHUNK_BYTES; i++) {
      slot.put(META_BYTES + i, (byte) 0);
    }
    slot.putLong(0, id).putLong(CHUNK_AT, lba / chunkBlocks).putInt(INDEX_AT, slots);
    slot.putInt(PROMISED_AT, promised).putInt(BLOCKS_AT, count);
    slot.putInt(FLAGS_AT, zeros ? ALL_ZERO : 0);
    for (int i = 0; i < count; i++) {
      BlockEntry entry = copy.table().entry(lba + i);
      if (entry.state() != BlockState.PLAINTEXT) { // Handed out and not replaced: ciphertext.
        int to = ENTRIES_AT + i * ENTRY_BYTES;
        slot.putInt(to, entry.generation()).putInt(to + 4, entry.checksum());
        slot.putLong(to + 8, entry.sequence());
      }
    }
    slot.putInt(SLOT_CHECKSUM_AT, checksum());
    file.write(slot.slice(0, zeros ? META_BYTES : SLOT_BYTES), position(slots));
    slots++;
    saved.set(Math.toIntExact(lba / chunkBlocks));
  }

  private static boolean isZero(ByteBuffer bytes) {
    for (int at = 0; at < bytes.limit(); at += Long.BYTES) {
      if (bytes.getLong(at) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Makes durable what was saved. */
  void sync() throws IOException {
    if (promised < slots) {
      file.sync();
      promised = slots;
    }
  }

  /** Takes every chunk that was saved as changed by hosts: the main centre has what is newer. */
  void mark(HostChanges changes) {
    for (int chunk = saved.nextSetBit(0); chunk >= 0; chunk = saved.nextSetBit(chunk + 1)) {
      long lba = (long) chunk * chunkBlocks;
      changes.mark(lba, (int) Math.min(chunkBlocks, geometry.blockCount() - lba));
    }
  }

  /** What is done when the table's changes do not fit into one checkpoint any more. */
  interface Room {
    void make() throws IOException;
  }

  /**
   * Puts everything saved back in place, blocks and entries; to be repeated whole after a crash.
   *
   * @throws IOException when a slot or the volume fails
   */
  void putBack(CopyImage copy, Room room) throws IOException {
    for (int index = 0; index < slots; index++) {
      if (!isSlot(index)) {
        throw new IOException("slot " + index + " of its earlier blocks is damaged");
      }
      long lba = slot.getLong(CHUNK_AT) * chunkBlocks;
      int count = slot.getInt(BLOCKS_AT);
      if (!copy.table().hasRoomFor(lba, count)) {
        room.make();
      }
      VolumeFailure failure = putBlocks(copy, lba, count);
      if (failure != null) {
        throw new IOException(failure.message());
      }
      putEntries(copy.table(), lba, count);
    }
  }

  private @Nullable VolumeFailure putBlocks(CopyImage copy, long lba, int count) {
    return (slot.getInt(FLAGS_AT) & ALL_ZERO) != 0
        ? copy.blocks().clear(lba, count)
        : copy.blocks().write(lba, slot.slice(META_BYTES, count * geometry.blockLength()));
  }

  private void putEntries(EncryptionTable table, long lba, int count) throws IOException {
    int[] sums = new int[count];
    for (int from = 0; from < count; ) {
      int first = ENTRIES_AT + from * ENTRY_BYTES;
      int generation = slot.getInt(first);
      long sequence = slot.getLong(first + 8);
      int to = from;
      for (; to < count && isOf(to, generation, sequence); to++) {
        sums[to - from] = slot.getInt(ENTRIES_AT + to * ENTRY_BYTES + 4);
      }
      if (generation == 0) {
        table.setPlaintext(lba + from, to - from);
      } else {
        table.setCiphertext(lba + from, to - from, generation, sequence, sums);
      }
      from = to;
    }
  }

  private boolean isOf(int block, int generation, long sequence) {
    int at = ENTRIES_AT + block * ENTRY_BYTES;
    return slot.getInt(at) == generation && slot.getLong(at + 8) == sequence;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

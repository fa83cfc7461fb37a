package io.sealcopy.protocol.ring;

import static io.sealcopy.protocol.Layouts.u16;
import static io.sealcopy.protocol.Layouts.u32;
import static io.sealcopy.protocol.Layouts.u64;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.Layouts;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One of a ring's two superblocks; the one with the higher counter holds. The format is owned by
 * {@code protocol/spec/ring.md}.
 *
 * @param ringId the random id of this ring
 * @param capacity bytes of the ring, a multiple of 4096
 * @param counter rises with each superblock written
 * @param tail the position of the first record kept
 * @param tailSequence its sequence; the next one when no record is kept
 * @param synced the last sequence known durable
 * @param opening how often the ring has been opened
 * @param closed the ring was closed in order, all records durable
 * @param ownOrder the ring counts its records itself; else a record's sequence is its number here
 * @param checkpoint a place before which everything kept was durable when this was written; null
 *     when a program of version 1 wrote it
 */
public record RingSuperblock(
    long ringId,
    long capacity,
    long counter,
    long tail,
    long tailSequence,
    long synced,
    int opening,
    boolean closed,
    boolean ownOrder,
    @Nullable RingPoint checkpoint) {
  /** Bytes that a superblock takes in the file; the rest after its fields is zero. */
  public static final int BLOCK = 4096;

  /** Where the ring begins in the file. */
  public static final int RING_OFFSET = 2 * BLOCK;

  /** {@code SEALRNG1}. */
  public static final long MAGIC = 0x5345_414c_524e_4731L;

  /** The version that this codec writes. */
  public static final int VERSION = 2;

  /** Every field and its place. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          u64("magic"),
          u16("version"),
          u16("flags"),
          u32("opening"),
          u64("ring id"),
          u64("capacity"),
          u64("counter"),
          u64("tail position"),
          u64("tail sequence"),
          u64("synced sequence"),
          u64("checkpoint position"),
          u64("checkpoint sequence"),
          u32("lap waste"),
          u32("checksum"));

  private static final int FIRST_VERSION = 1;
  private static final int FIRST_RESERVED_AT = 64;
  private static final int FIRST_CHECKSUM_AT = 68;
  private static final int CLOSED = 1;
  private static final int OWN_ORDER = 2;
  private static final int VERSION_AT = at("version");
  private static final int FLAGS_AT = at("flags");
  private static final int OPENING_AT = at("opening");
  private static final int RING_ID_AT = at("ring id");
  private static final int CAPACITY_AT = at("capacity");
  private static final int COUNTER_AT = at("counter");
  private static final int TAIL_AT = at("tail position");
  private static final int TAIL_SEQUENCE_AT = at("tail sequence");
  private static final int SYNCED_AT = at("synced sequence");
  private static final int CHECKPOINT_AT = at("checkpoint position");
  private static final int CHECKPOINT_SEQUENCE_AT = at("checkpoint sequence");
  private static final int WASTE_AT = at("lap waste");
  private static final int CHECKSUM_AT = at("checksum");

  /** Where in the file this superblock goes: they alternate. */
  public long fileOffset() {
    return (counter & 1) * BLOCK;
  }

  /**
   * Writes the fields at {@code offset}.
   *
   * @throws IllegalStateException without a checkpoint, which version 2 always has
   */
  public void encode(ByteBuffer to, int offset) {
    RingPoint known = checkpoint;
    if (known == null) {
      throw new IllegalStateException("a superblock of version 1 is not written any more");
    }
    to.putLong(offset, MAGIC);
    to.putShort(offset + VERSION_AT, (short) VERSION);
    to.putShort(offset + FLAGS_AT, (short) ((closed ? CLOSED : 0) | (ownOrder ? OWN_ORDER : 0)));
    to.putInt(offset + OPENING_AT, opening);
    to.putLong(offset + RING_ID_AT, ringId);
    to.putLong(offset + CAPACITY_AT, capacity);
    to.putLong(offset + COUNTER_AT, counter);
    to.putLong(offset + TAIL_AT, tail);
    to.putLong(offset + TAIL_SEQUENCE_AT, tailSequence);
    to.putLong(offset + SYNCED_AT, synced);
    to.putLong(offset + CHECKPOINT_AT, known.position());
    to.putLong(offset + CHECKPOINT_SEQUENCE_AT, known.sequence());
    to.putInt(offset + WASTE_AT, known.waste());
    to.putInt(offset + CHECKSUM_AT, Crc32c.of(to, offset, CHECKSUM_AT));
  }

  /** The superblock at {@code offset}, or null when there is no sound one of a known version. */
  public static @Nullable RingSuperblock decode(ByteBuffer from, int offset) {
    if (from.limit() - offset < LAYOUT.byteSize() || from.getLong(offset) != MAGIC) {
      return null;
    }
    int version = from.getShort(offset + VERSION_AT);
    int checksumAt = version == FIRST_VERSION ? FIRST_CHECKSUM_AT : CHECKSUM_AT;
    if ((version != VERSION && version != FIRST_VERSION)
        || from.getInt(offset + checksumAt) != Crc32c.of(from, offset, checksumAt)) {
      return null;
    }
    int flags = from.getShort(offset + FLAGS_AT);
    RingSuperblock superblock =
        new RingSuperblock(
            from.getLong(offset + RING_ID_AT),
            from.getLong(offset + CAPACITY_AT),
            from.getLong(offset + COUNTER_AT),
            from.getLong(offset + TAIL_AT),
            from.getLong(offset + TAIL_SEQUENCE_AT),
            from.getLong(offset + SYNCED_AT),
            from.getInt(offset + OPENING_AT),
            (flags & CLOSED) != 0,
            (flags & OWN_ORDER) != 0,
            version == FIRST_VERSION ? null : point(from, offset));
    boolean reserved =
        (flags & ~(version == FIRST_VERSION ? CLOSED : CLOSED | OWN_ORDER)) == 0
            && (version != FIRST_VERSION || from.getInt(offset + FIRST_RESERVED_AT) == 0);
    return reserved && superblock.isSound() ? superblock : null;
  }

  private static RingPoint point(ByteBuffer from, int offset) {
    return new RingPoint(
        from.getLong(offset + CHECKPOINT_AT),
        from.getLong(offset + CHECKPOINT_SEQUENCE_AT),
        from.getInt(offset + WASTE_AT));
  }

  private boolean isSound() {
    return capacity > 0
        && capacity % BLOCK == 0
        && tail >= 0
        && tail % RingFrame.ALIGNMENT == 0
        && (checkpoint == null || isSound(checkpoint));
  }

  private boolean isSound(RingPoint point) {
    return point.position() >= tail
        && point.position() <= tail + capacity
        && point.position() % RingFrame.ALIGNMENT == 0
        && point.sequence() >= tailSequence
        && point.waste() >= 0;
  }

  private static int at(String field) {
    return Layouts.at(LAYOUT, field);
  }
}

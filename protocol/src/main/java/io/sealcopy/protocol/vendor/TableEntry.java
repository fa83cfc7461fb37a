package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import io.sealcopy.protocol.key.KeyId;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;

/**
 * One run of ciphertext in an answer to READ TABLE: which blocks, and what opens them.
 *
 * @param lun the logical unit, 0 to 16383
 * @param lba the first block, 0 or more
 * @param blocks 1 to 2<sup>32</sup> - 1
 * @param generation 1 to {@link #MAX_GENERATION}
 * @param keyId the key of that generation
 * @param pairEpoch of that generation's key record; 0 or more
 * @param highestSequence the highest sequence (on a {@code standard} link: arrival number) of the
 *     run; 0 or more
 * @param state ciphertext, or already handed out to a reader who has not replaced it yet
 */
public record TableEntry(
    long lun,
    long lba,
    long blocks,
    int generation,
    KeyId keyId,
    long pairEpoch,
    long highestSequence,
    State state) {
  /** Bytes. */
  public static final int BYTES = 64;

  /** The table on disk keeps 30 bits of it. */
  public static final int MAX_GENERATION = (1 << 30) - 1;

  /** The largest logical unit number of the flat space addressing method (SAM-5 §4.7.7.4). */
  public static final long MAX_LUN = 16383;

  /** The LUN of the entry that ends the table. */
  public static final long END = -1;

  /** The fields and their sizes. */
  public static final StructLayout LAYOUT =
      Fields.struct(
          number(8, "LUN"),
          number(8, "LBA"),
          number(4, "blocks"),
          number(4, "generation"),
          bytes(16, "key id"),
          number(8, "pair epoch"),
          number(8, "highest sequence"),
          number(1, "state"),
          reserved(3),
          number(4, "checksum"));

  /** What the table says of the blocks of an entry; plaintext has no entry. */
  public enum State {
    CIPHERTEXT(1),
    HANDED_OUT(2);

    private final byte code;

    State(int code) {
      this.code = (byte) code;
    }

    /** The byte that stands for it. */
    public byte code() {
      return code;
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public TableEntry {
    require(lun >= 0 && lun <= MAX_LUN, "LUN", lun);
    require(lba >= 0, "LBA", lba);
    require(blocks >= 1 && blocks <= 0xffff_ffffL && lba + blocks > 0, "blocks", blocks);
    require(generation >= 1 && generation <= MAX_GENERATION, "generation", generation);
    require(pairEpoch >= 0, "pair epoch", pairEpoch);
    require(highestSequence >= 0, "highest sequence", highestSequence);
  }

  private static void require(boolean inRange, String field, long value) {
    if (!inRange) {
      throw new IllegalArgumentException(field + " of a table entry out of range: " + value);
    }
  }

  /** Writes {@link #BYTES} bytes at the position of a big-endian buffer and advances it. */
  void write(ByteBuffer to) {
    int start = to.position();
    to.putLong(lun).putLong(lba).putInt((int) blocks).putInt(generation);
    keyId.write(to);
    to.putLong(pairEpoch).putLong(highestSequence).putInt(state.code() << 24);
    Fields.putChecksum(to, start);
  }

  /** Writes the entry that ends a table. */
  static void writeEnd(ByteBuffer to) {
    int start = to.position();
    to.putLong(END).put(new byte[BYTES - Long.BYTES - Integer.BYTES]);
    Fields.putChecksum(to, start);
  }

  /** Reads an entry that must not be the end. */
  static TableEntry read(FieldReader from) throws FieldReader.Reject {
    int start = from.position();
    long lun = from.i64();
    long lba = from.i64();
    long blocks = from.u32();
    int generation = from.i32();
    KeyId keyId = from.keyId();
    long pairEpoch = from.i64();
    long highest = from.i64();
    int stateCode = from.u8();
    from.zeros(3);
    from.checksum(start);
    for (State state : State.values()) {
      if (state.code() == stateCode) {
        try {
          return new TableEntry(lun, lba, blocks, generation, keyId, pairEpoch, highest, state);
        } catch (IllegalArgumentException e) {
          throw from.reject(e.getMessage() == null ? "out of range" : e.getMessage(), start);
        }
      }
    }
    throw from.reject("state of a table entry is unknown: " + stateCode, start + 56);
  }

  /** Reads the entry that ends a table. */
  static void readEnd(FieldReader from) throws FieldReader.Reject {
    int start = from.position();
    if (from.i64() != END) {
      throw from.reject("the table does not end with LUN -1", start);
    }
    from.zeros(BYTES - Long.BYTES - Integer.BYTES);
    from.checksum(start);
  }
}

package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import io.sealcopy.protocol.key.Sha256;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;

/**
 * One run of an answer to READ DIGESTS: what the stored bytes of some blocks are.
 *
 * @param lba the first block, 0 or more
 * @param blocks 1 to 2<sup>32</sup> - 1
 * @param generation of the ciphertext; 0 when it is none
 * @param highestSequence the highest sequence (on a {@code standard} link: of the receive journal)
 *     of the run's ciphertext; 0 when it is none
 * @param digest of the stored bytes; {@link Sha256#NONE} where {@link State#hasDigest} says no
 */
public record DigestRun(
    long lba, long blocks, int generation, long highestSequence, Sha256 digest, State state) {
  /** Bytes. */
  public static final int BYTES = 64;

  /** The fields and their sizes. */
  public static final StructLayout LAYOUT =
      Fields.struct(
          number(8, "LBA"),
          number(4, "blocks"),
          number(4, "generation"),
          number(8, "highest sequence"),
          bytes(Sha256.BYTES, "digest"),
          number(1, "state"),
          reserved(3),
          number(4, "checksum"));

  /** What the blocks of a run are. */
  public enum State {
    /** Plaintext, as it stands. */
    PLAINTEXT(0, false, true),
    /** Ciphertext of the generation named. */
    CIPHERTEXT(1, true, true),
    /** The same, handed out to a reader who has not replaced it yet. */
    HANDED_OUT(2, true, true),
    /** Plaintext that is deallocated and reads as zeros: there is nothing to hash. */
    HOLE(3, false, false),
    /** Something is on its way to it, or came while it was read: to be looked at again. */
    CHANGING(4, false, false);

    private final byte code;
    private final boolean sealed;
    private final boolean digest;

    State(int code, boolean sealed, boolean digest) {
      this.code = (byte) code;
      this.sealed = sealed;
      this.digest = digest;
    }

    /** The byte that stands for it. */
    public byte code() {
      return code;
    }

    /** Whether the stored bytes are ciphertext. */
    public boolean isSealed() {
      return sealed;
    }

    /** Whether the run has a digest. */
    public boolean hasDigest() {
      return digest;
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public DigestRun {
    require(lba >= 0, "LBA", lba);
    require(blocks >= 1 && blocks <= 0xffff_ffffL && lba + blocks > 0, "blocks", blocks);
    require(
        state.isSealed()
            ? generation >= 1 && generation <= TableEntry.MAX_GENERATION
            : generation == 0,
        "generation",
        generation);
    require(
        highestSequence >= 0 && (state.isSealed() || highestSequence == 0),
        "highest sequence",
        highestSequence);
  }

  private static void require(boolean inRange, String field, long value) {
    if (!inRange) {
      throw new IllegalArgumentException(field + " of a digest run out of range: " + value);
    }
  }

  /** The block after the last one. */
  public long end() {
    return lba + blocks;
  }

  /** The same blocks, without a word on what they are. */
  public DigestRun changing() {
    return new DigestRun(lba, blocks, 0, 0, Sha256.NONE, State.CHANGING);
  }

  void write(ByteBuffer to) {
    int start = to.position();
    to.putLong(lba).putInt((int) blocks).putInt(generation).putLong(highestSequence);
    digest.write(to);
    to.putInt(state.code() << 24);
    Fields.putChecksum(to, start);
  }

  static DigestRun read(FieldReader from) throws FieldReader.Reject {
    int start = from.position();
    long lba = from.i64();
    long blocks = from.u32();
    int generation = from.i32();
    long highest = from.i64();
    Sha256 digest = Sha256.read(from.slice(Sha256.BYTES));
    int stateCode = from.u8();
    from.zeros(3);
    from.checksum(start);
    for (State state : State.values()) {
      if (state.code() == stateCode) {
        if (!state.hasDigest() && !digest.equals(Sha256.NONE)) {
          throw from.reject("a run that has no digest names one", start + 24);
        }
        try {
          return new DigestRun(lba, blocks, generation, highest, digest, state);
        } catch (IllegalArgumentException e) {
          throw from.reject(e.getMessage() == null ? "out of range" : e.getMessage(), start);
        }
      }
    }
    throw from.reject("state of a digest run is unknown: " + stateCode, start + 56);
  }
}

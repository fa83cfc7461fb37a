package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * The copy status page: what REPORT COPY STATUS answers.
 *
 * @param blockLength of the logical unit, bytes
 * @param blockCount of the logical unit
 * @param ciphertextBlocks blocks that are ciphertext, not handed out
 * @param handedOutBlocks blocks that are ciphertext and handed out to a reader
 * @param binding what the copy is bound to; empty for a plain volume
 * @param fault why the copy takes no changes, when it does not
 */
public record CopyStatus(
    int blockLength,
    long blockCount,
    long ciphertextBlocks,
    long handedOutBlocks,
    Optional<Binding> binding,
    Optional<Fault> fault) {
  /**
   * What a bound copy says of its pair.
   *
   * @param pairEpoch the highest seen, 0 or more
   * @param nexusOpen whether a replication nexus is open now
   * @param generation of the nexus opened last, 0 when none ever was
   * @param keyId of the nexus opened last, zero when none ever was
   * @param durableArrival how many WRITEs have arrived durably since the copy was bound
   * @param appliedArrival how many of them are in place and in the table
   * @param durableSequence on a {@code sealed} link all records of the group up to this sequence
   *     are durable; 0 when none is
   * @param takenOver whether the copy is this centre's own by now: no nexus may be opened
   */
  public record Binding(
      UUID groupId,
      UUID volumeId,
      Direction direction,
      long pairEpoch,
      boolean nexusOpen,
      int generation,
      KeyId keyId,
      long durableArrival,
      long appliedArrival,
      long durableSequence,
      boolean takenOver) {}

  /**
   * Why the copy is read-only.
   *
   * @param text for an operator; at most {@link #MAX_TEXT_BYTES} bytes of UTF-8, not empty
   */
  public record Fault(FaultCode code, String text) {}

  /** The kinds of fault. */
  public enum FaultCode {
    /** The receive journal is damaged below what was known durable. */
    DAMAGED_JOURNAL(1),
    /** The encryption table is damaged. */
    DAMAGED_TABLE(2),
    /** Reading or writing the copy's files or volume failed. */
    STORAGE_FAILED(3),
    /** The state on disk contradicts itself or the volume. */
    DAMAGED_STATE(4);

    private final short code;

    FaultCode(int code) {
      this.code = (short) code;
    }

    /** The number that stands for it; 0 is "no fault". */
    public short code() {
      return code;
    }
  }

  /** Bytes of the page without the text of a fault. */
  public static final int LEAST_BYTES = 132;

  /** A fault's text is cut to this many bytes. */
  public static final int MAX_TEXT_BYTES = 512;

  /** The newest version: of a page that tells a durable sequence. Else it is 1. */
  public static final int VERSION = 2;

  /** The fields before the fault's text; the checksum follows the text. */
  public static final StructLayout LAYOUT =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          number(1, "state"),
          number(1, "direction"),
          number(2, "fault"),
          number(2, "text length"),
          bytes(16, "group id"),
          bytes(16, "volume id"),
          number(8, "pair epoch"),
          bytes(16, "key id"),
          number(4, "generation"),
          number(4, "block length"),
          number(8, "block count"),
          number(8, "durable arrival number"),
          number(8, "applied arrival number"),
          number(8, "ciphertext blocks"),
          number(8, "handed-out blocks"),
          number(8, "durable sequence"));

  private static final byte[] MAGIC = Fields.ascii("SCSTATUS");
  private static final UUID NO_ID = new UUID(0, 0);
  private static final KeyId NO_KEY = new KeyId(0, 0);

  /** The page; a fault's text is cut at a character when it is too long. */
  public byte[] encode() {
    byte[] text = fault.map(f -> cut(f.text())).orElse(new byte[0]);
    ByteBuffer to = ByteBuffer.allocate(LEAST_BYTES + text.length);
    long sequence = binding.map(Binding::durableSequence).orElse(0L);
    to.put(MAGIC).putShort((short) (sequence == 0 ? 1 : VERSION)).put((byte) stateCode());
    to.put(binding.map(b -> b.direction().code()).orElse((byte) 0));
    to.putShort(fault.map(f -> f.code().code()).orElse((short) 0));
    to.putShort((short) text.length);
    Fields.putUuid(to, binding.map(Binding::groupId).orElse(NO_ID));
    Fields.putUuid(to, binding.map(Binding::volumeId).orElse(NO_ID));
    to.putLong(binding.map(Binding::pairEpoch).orElse(0L));
    binding.map(Binding::keyId).orElse(NO_KEY).write(to);
    to.putInt(binding.map(Binding::generation).orElse(0)).putInt(blockLength).putLong(blockCount);
    to.putLong(binding.map(Binding::durableArrival).orElse(0L));
    to.putLong(binding.map(Binding::appliedArrival).orElse(0L));
    to.putLong(ciphertextBlocks).putLong(handedOutBlocks).putLong(sequence).put(text);
    Fields.putChecksum(to, 0);
    return to.array();
  }

  private int stateCode() {
    return binding.map(b -> b.takenOver() ? 3 : b.nexusOpen() ? 2 : 1).orElse(0);
  }

  private static byte[] cut(String text) {
    String shorter = text;
    byte[] encoded = shorter.getBytes(StandardCharsets.UTF_8);
    while (encoded.length > MAX_TEXT_BYTES) {
      shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
      encoded = shorter.getBytes(StandardCharsets.UTF_8);
    }
    return encoded;
  }

  /** Reads a page that fills the buffer from its position to its limit. */
  public static Decoded<CopyStatus> decode(ByteBuffer bytes) {
    return FieldReader.decode(bytes, LEAST_BYTES, CopyStatus::read);
  }

  private static CopyStatus read(FieldReader from) throws FieldReader.Reject {
    from.magic(MAGIC);
    int version = from.versionUpTo(VERSION);
    int state = from.u8();
    int directionCode = from.u8();
    int faultCode = from.u16();
    int textLength = from.u16();
    UUID groupId = from.uuid();
    UUID volumeId = from.uuid();
    long pairEpoch = from.notNegative("pair epoch");
    KeyId keyId = from.keyId();
    int generation = from.notNegativeInt("generation");
    int blockLength = from.i32();
    long blockCount = from.notNegative("block count");
    long durable = from.notNegative("durable arrival number");
    long applied = from.notNegative("applied arrival number");
    long ciphertext = from.notNegative("ciphertext blocks");
    long handedOut = from.notNegative("handed-out blocks");
    long sequence = from.notNegative("durable sequence");
    from.need(textLength + (long) Integer.BYTES);
    String text = from.utf8(textLength);
    from.checksum(0);
    from.end();
    if (state > 3) {
      throw from.reject("state is unknown", 10);
    }
    if (version == 1 ? sequence != 0 : sequence == 0 || state == 0) {
      throw from.reject("version and durable sequence contradict each other", 120);
    }
    if (applied > durable) {
      throw from.reject("more changes are applied than arrived", 96);
    }
    Optional<Fault> fault = fault(from, faultCode, text);
    Optional<Binding> binding = Optional.empty();
    if (state != 0) {
      Direction direction = from.direction(directionCode, 11);
      binding =
          Optional.of(
              new Binding(
                  groupId,
                  volumeId,
                  direction,
                  pairEpoch,
                  state == 2,
                  generation,
                  keyId,
                  durable,
                  applied,
                  sequence,
                  state == 3));
    }
    return new CopyStatus(blockLength, blockCount, ciphertext, handedOut, binding, fault);
  }

  private static Optional<Fault> fault(FieldReader from, int code, String text)
      throws FieldReader.Reject {
    if (code == 0 && text.isEmpty()) {
      return Optional.empty();
    }
    for (FaultCode known : FaultCode.values()) {
      if (known.code() == code && !text.isEmpty()) {
        return Optional.of(new Fault(known, text));
      }
    }
    throw from.reject("fault is unknown, or it and its text contradict each other", 12);
  }
}

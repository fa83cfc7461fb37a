package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The pair status page: what REPORT PAIR STATUS answers, one entry for each pair of the volume.
 *
 * @param pairs at most {@link #MAX_PAIRS}
 */
public record PairReport(List<Entry> pairs) {
  /** More are not reported. */
  public static final int MAX_PAIRS = 64;

  /** Bytes of an entry. */
  public static final int ENTRY_BYTES = 128;

  /** Bytes of a pair's name. */
  public static final int NAME_BYTES = 64;

  /** The only version there is. */
  public static final int VERSION = 1;

  /** The fields in front of the entries. */
  public static final StructLayout HEADER =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          number(2, "pairs"),
          number(2, "entry length"),
          reserved(2));

  /** The fields of an entry. */
  public static final StructLayout ENTRY =
      Fields.struct(
          bytes(16, "group id"),
          number(1, "state"),
          number(1, "mode"),
          number(1, "copied"),
          number(1, "journal"),
          number(4, "generation"),
          number(8, "pair epoch"),
          number(8, "lag changes"),
          number(8, "lag bytes"),
          number(8, "lag milliseconds"),
          number(8, "token"),
          bytes(NAME_BYTES, "name"));

  private static final byte[] MAGIC = Fields.ascii("SCPAIRST");
  private static final int HEADER_BYTES = 16;

  /** The states of a pair, in the field's words, each with the number that stands for it. */
  public enum State {
    SMPL(0),
    COPY(1),
    PAIR(2),
    PSUS(3),
    PSUE(4),
    PFUL(5),
    PFUS(6),
    SSWS(7);

    private final byte code;

    State(int code) {
      this.code = (byte) code;
    }

    private static Optional<State> of(int code) {
      return Arrays.stream(values()).filter(state -> state.code == code).findFirst();
    }
  }

  /**
   * One pair.
   *
   * @param synchronous whether hosts wait for the remote
   * @param copiedPercent 0 to 100
   * @param journalPercent 0 to 100
   * @param generation of the group key
   * @param lagChanges changes, bytes and age of what is not proven at the remote
   * @param token for destructive commands; 0 when the reader is no operator
   * @param name at most {@link #NAME_BYTES} bytes of UTF-8
   */
  public record Entry(
      UUID groupId,
      State state,
      boolean synchronous,
      int copiedPercent,
      int journalPercent,
      int generation,
      long pairEpoch,
      long lagChanges,
      long lagBytes,
      long lagMillis,
      long token,
      String name) {}

  /**
   * Checks the number of pairs.
   *
   * @throws IllegalArgumentException when there are more than {@link #MAX_PAIRS}
   */
  public PairReport {
    pairs = List.copyOf(pairs);
    if (pairs.size() > MAX_PAIRS) {
      throw new IllegalArgumentException("too many pairs for a status page: " + pairs.size());
    }
  }

  /** The page. */
  public byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES + pairs.size() * ENTRY_BYTES + Integer.BYTES);
    to.put(MAGIC).putShort((short) VERSION).putShort((short) pairs.size());
    to.putShort((short) ENTRY_BYTES).putShort((short) 0);
    for (Entry pair : pairs) {
      Fields.putUuid(to, pair.groupId);
      to.put(pair.state.code).put((byte) (pair.synchronous ? 1 : 0));
      to.put((byte) pair.copiedPercent).put((byte) pair.journalPercent).putInt(pair.generation);
      to.putLong(pair.pairEpoch).putLong(pair.lagChanges).putLong(pair.lagBytes);
      to.putLong(pair.lagMillis).putLong(pair.token);
      byte[] name = pair.name.getBytes(StandardCharsets.UTF_8);
      int start = to.position();
      to.put(name, 0, Math.min(name.length, NAME_BYTES)).position(start + NAME_BYTES);
    }
    Fields.putChecksum(to, 0);
    return to.array();
  }

  /** Reads a page that fills the buffer from its position to its limit. */
  public static Decoded<PairReport> decode(ByteBuffer bytes) {
    return FieldReader.decode(
        bytes,
        HEADER_BYTES + Integer.BYTES,
        from -> {
          from.magic(MAGIC);
          from.version(VERSION);
          int count = from.u16();
          if (count > MAX_PAIRS || from.u16() != ENTRY_BYTES) {
            throw from.reject("the number or the length of its entries is wrong", 10);
          }
          from.zeros(2);
          from.need((long) count * ENTRY_BYTES + Integer.BYTES);
          List<Entry> pairs = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            pairs.add(entry(from));
          }
          from.checksum(0);
          from.end();
          return new PairReport(pairs);
        });
  }

  private static Entry entry(FieldReader from) throws FieldReader.Reject {
    UUID groupId = from.uuid();
    Optional<State> state = State.of(from.u8());
    int mode = from.u8();
    int copied = from.u8();
    int journal = from.u8();
    if (state.isEmpty() || mode > 1 || copied > 100 || journal > 100) {
      throw from.reject("state, mode or percentage is out of range", from.position() - 4);
    }
    return new Entry(
        groupId,
        state.get(),
        mode == 1,
        copied,
        journal,
        from.notNegativeInt("generation"),
        from.notNegative("pair epoch"),
        from.notNegative("lag"),
        from.notNegative("lag"),
        from.notNegative("lag"),
        from.i64(),
        name(from));
  }

  private static String name(FieldReader from) throws FieldReader.Reject {
    String padded = from.utf8(NAME_BYTES);
    int end = padded.indexOf('\0');
    return end < 0 ? padded : padded.substring(0, end);
  }
}

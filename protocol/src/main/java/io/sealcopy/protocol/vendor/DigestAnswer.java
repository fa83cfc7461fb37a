package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The answer to READ DIGESTS, {@code protocol/spec/digests.md}.
 *
 * @param volumeId the P-VOL that the copy is bound to
 * @param more whether the copy has blocks after the last run
 * @param next with {@code more}: the argument of the command that goes on; else 0
 * @param runs each begins where the one before ends, the first at the LBA asked for
 */
public record DigestAnswer(UUID volumeId, boolean more, long next, List<DigestRun> runs) {
  /** Bytes before the first run. */
  public static final int HEADER_BYTES = 64;

  /** Answers are never longer, whatever the allocation length. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Stored bytes that one answer speaks of at most, holes aside: bounds the time it takes. */
  public static final int MAX_READ = 8 * 1024 * 1024;

  /** The only version there is. */
  public static final int VERSION = 1;

  /** The header's fields and their sizes. */
  public static final StructLayout HEADER =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          number(2, "flags"),
          number(2, "run length"),
          reserved(2),
          number(4, "run count"),
          number(4, "answer length"),
          bytes(16, "volume id"),
          number(8, "next"),
          reserved(12),
          number(4, "checksum"));

  private static final byte[] MAGIC = Fields.ascii("SCDIGST1");
  private static final int MORE = 1;

  /** Copies the list. */
  public DigestAnswer {
    runs = List.copyOf(runs);
  }

  /** How many runs fit into an answer of this allocation length. */
  public static int runsThatFit(long allocationLength) {
    long room = Math.min(allocationLength, MAX_BYTES) - HEADER_BYTES;
    return (int) Math.max(room / DigestRun.BYTES, 0);
  }

  /** The allocation length for an answer of so many runs. */
  public static int bytesFor(int runs) {
    return HEADER_BYTES + runs * DigestRun.BYTES;
  }

  /** The whole answer. */
  public byte[] encode() {
    int length = bytesFor(runs.size());
    ByteBuffer to = ByteBuffer.allocate(length);
    to.put(MAGIC).putShort((short) VERSION).putShort((short) (more ? MORE : 0));
    to.putShort((short) DigestRun.BYTES).putShort((short) 0).putInt(runs.size()).putInt(length);
    Fields.putUuid(to, volumeId);
    to.putLong(more ? next : 0).position(HEADER_BYTES - Integer.BYTES);
    Fields.putChecksum(to, 0);
    runs.forEach(run -> run.write(to));
    return to.array();
  }

  /** Reads an answer that fills the buffer from its position to its limit. */
  public static Decoded<DigestAnswer> decode(ByteBuffer bytes) {
    return FieldReader.decode(bytes, HEADER_BYTES, DigestAnswer::read);
  }

  private static DigestAnswer read(FieldReader from) throws FieldReader.Reject {
    int available = from.remaining();
    from.magic(MAGIC);
    from.version(VERSION);
    int flags = from.u16();
    int runLength = from.u16();
    from.zeros(2);
    long count = from.u32();
    long length = from.u32();
    UUID volumeId = from.uuid();
    long next = from.notNegative("next");
    from.zeros(12);
    from.checksum(0);
    if ((flags & ~MORE) != 0) {
      throw from.reject("a flag is unknown", 10);
    }
    if (runLength != DigestRun.BYTES) {
      throw from.reject("run length is not 64", 12);
    }
    boolean more = (flags & MORE) != 0;
    if (!more && next != 0) {
      throw from.reject("next without more", 40);
    }
    if (length != available) {
      throw from.reject("answer length is " + length + " but " + available + " bytes came", 20);
    }
    from.need(count * DigestRun.BYTES);
    List<DigestRun> runs = runs(from, (int) count);
    from.end();
    if (more && !runs.isEmpty() && runs.getLast().end() != next) {
      throw from.reject("next is not where the last run ends", 40);
    }
    return new DigestAnswer(volumeId, more, next, runs);
  }

  private static List<DigestRun> runs(FieldReader from, int count) throws FieldReader.Reject {
    List<DigestRun> runs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int start = from.position();
      DigestRun run = DigestRun.read(from);
      if (i > 0 && run.lba() != runs.getLast().end()) {
        throw from.reject("a run does not begin where the one before ends", start);
      }
      runs.add(run);
    }
    return runs;
  }
}

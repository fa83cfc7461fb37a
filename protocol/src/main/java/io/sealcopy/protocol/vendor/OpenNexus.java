package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * Parameter list of OPEN NEXUS: from now on what this nexus brings is of the named generation.
 *
 * @param groupId the consistency group the copy is bound to
 * @param volumeId the P-VOL the copy is bound to
 * @param direction which way changes cross
 * @param pairEpoch not older than any the copy has seen; 0 or more
 * @param generation 1 or more; 0 when nothing is sealed
 * @param keyId the key of that generation, whose key record must be stored before; zero when
 *     nothing is sealed
 * @param link how changes cross; empty: version 1, the standard link of one session
 */
public record OpenNexus(
    UUID groupId,
    UUID volumeId,
    Direction direction,
    long pairEpoch,
    int generation,
    KeyId keyId,
    Optional<Link> link) {
  /** Bytes of version 2, the longest. */
  public static final int BYTES = 112;

  /** Bytes of version 1. */
  public static final int BYTES_1 = 80;

  /** The newest version. */
  public static final int VERSION = 2;

  /** The fields and their sizes. */
  public static final StructLayout LAYOUT =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          number(1, "direction"),
          number(1, "link kind"),
          number(4, "generation"),
          bytes(16, "group id"),
          bytes(16, "volume id"),
          number(8, "pair epoch"),
          bytes(16, "key id"),
          number(2, "flags"),
          reserved(6),
          number(8, "link number"),
          number(8, "next sequence"),
          reserved(12),
          number(4, "checksum"));

  /** The fields of version 1. */
  public static final StructLayout LAYOUT_1 =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          number(1, "direction"),
          reserved(1),
          number(4, "generation"),
          bytes(16, "group id"),
          bytes(16, "volume id"),
          number(8, "pair epoch"),
          bytes(16, "key id"),
          reserved(4),
          number(4, "checksum"));

  private static final byte[] MAGIC = Fields.ascii("SCOPENNX");
  private static final KeyId NO_KEY = new KeyId(0, 0);

  /** How changes cross. */
  public enum LinkKind {
    /** WRITEs whose data is ciphertext. */
    STANDARD(0),
    /** WRITE RECORD. */
    SEALED(1);

    private final byte code;

    LinkKind(int code) {
      this.code = (byte) code;
    }

    /** The byte that stands for it. */
    public byte code() {
      return code;
    }
  }

  /**
   * What version 2 says of the link.
   *
   * @param number sessions and logical units with the same number are one nexus; never 0
   * @param nextSequence on {@code sealed} the first sequence that the main centre does not know to
   *     be durable here, 1 or more; on {@code standard} 0
   * @param anew everything is copied anew: sequences may be left out before {@code nextSequence}
   * @param unsealed nothing is sealed: a plain copy
   */
  public record Link(
      LinkKind kind, long number, long nextSequence, boolean anew, boolean unsealed) {
    private static final int ANEW = 1;
    private static final int UNSEALED = 2;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the field that is out of range
     */
    public Link {
      if (number == 0) {
        throw new IllegalArgumentException("link number is zero");
      }
      if (!sequenceFits(kind, nextSequence)) {
        throw new IllegalArgumentException("next sequence out of range: " + nextSequence);
      }
    }

    private static boolean sequenceFits(LinkKind kind, long sequence) {
      return kind == LinkKind.SEALED ? sequence > 0 : sequence == 0;
    }

    private int flags() {
      return (anew ? ANEW : 0) | (unsealed ? UNSEALED : 0);
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public OpenNexus {
    Fields.requireNotNegative("pair epoch", pairEpoch);
    boolean unsealed = link.isPresent() && link.get().unsealed();
    if (!generationFits(generation, unsealed)) {
      throw new IllegalArgumentException("generation out of range: " + generation);
    }
    if (unsealed && !keyId.equals(NO_KEY)) {
      throw new IllegalArgumentException("a key id although nothing is sealed");
    }
  }

  /** Version 1. */
  public OpenNexus(
      UUID groupId,
      UUID volumeId,
      Direction direction,
      long pairEpoch,
      int generation,
      KeyId keyId) {
    this(groupId, volumeId, direction, pairEpoch, generation, keyId, Optional.empty());
  }

  private static boolean generationFits(int generation, boolean unsealed) {
    return unsealed ? generation == 0 : generation >= 1 && generation <= TableEntry.MAX_GENERATION;
  }

  /** Whether changes cross as records. */
  public boolean isSealedLink() {
    return link.isPresent() && link.get().kind() == LinkKind.SEALED;
  }

  /** Whether the copy is a plain one. */
  public boolean isUnsealed() {
    return link.isPresent() && link.get().unsealed();
  }

  /** The same in version 1: what is copied, not how. Only of a nexus that is sealed. */
  public OpenNexus withoutLink() {
    return new OpenNexus(groupId, volumeId, direction, pairEpoch, generation, keyId);
  }

  /** The parameter list, of version 1 when nothing is said of the link. */
  public byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(link.isPresent() ? BYTES : BYTES_1);
    to.put(MAGIC).putShort((short) (link.isPresent() ? VERSION : 1)).put(direction.code());
    to.put(link.map(l -> l.kind().code()).orElse((byte) 0));
    to.putInt(generation);
    Fields.putUuid(to, groupId);
    Fields.putUuid(to, volumeId);
    to.putLong(pairEpoch);
    keyId.write(to);
    if (link.isPresent()) {
      Link said = link.get();
      to.putShort((short) said.flags()).putShort((short) 0).putInt(0);
      to.putLong(said.number()).putLong(said.nextSequence()).putLong(0);
    }
    to.putInt(0);
    Fields.putChecksum(to, 0);
    return to.array();
  }

  /** Reads a parameter list that fills the buffer from its position to its limit. */
  public static Decoded<OpenNexus> decode(ByteBuffer bytes) {
    return FieldReader.decode(bytes, BYTES_1, OpenNexus::read);
  }

  private static OpenNexus read(FieldReader from) throws FieldReader.Reject {
    from.magic(MAGIC);
    boolean first = from.versionUpTo(VERSION) == 1;
    Direction direction = from.direction();
    LinkKind kind = LinkKind.STANDARD;
    if (first) {
      from.zeros(1);
    } else {
      kind = kind(from);
    }
    int generation = from.i32();
    UUID groupId = from.uuid();
    UUID volumeId = from.uuid();
    long pairEpoch = from.notNegative("pair epoch");
    KeyId keyId = from.keyId();
    Optional<Link> link = first ? Optional.empty() : Optional.of(link(from, kind));
    from.zeros(first ? 4 : 12);
    from.checksum(0);
    from.end();
    boolean unsealed = link.isPresent() && link.get().unsealed();
    if (!generationFits(generation, unsealed)) {
      throw from.reject("generation is out of range", 12);
    }
    if (unsealed && !keyId.equals(NO_KEY)) {
      throw from.reject("a key id although nothing is sealed", 56);
    }
    return new OpenNexus(groupId, volumeId, direction, pairEpoch, generation, keyId, link);
  }

  private static LinkKind kind(FieldReader from) throws FieldReader.Reject {
    int code = from.u8();
    for (LinkKind kind : LinkKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw from.reject("link kind is unknown", from.position() - 1);
  }

  private static Link link(FieldReader from, LinkKind kind) throws FieldReader.Reject {
    from.need(BYTES - BYTES_1 + 4L + Integer.BYTES);
    int flags = from.u16();
    if ((flags & ~(Link.ANEW | Link.UNSEALED)) != 0) {
      throw from.reject("a flag is unknown", 72);
    }
    from.zeros(6);
    long number = from.i64();
    if (number == 0) {
      throw from.reject("link number is zero", 80);
    }
    long sequence = from.i64();
    if (!Link.sequenceFits(kind, sequence)) {
      throw from.reject("next sequence is out of range", 88);
    }
    return new Link(kind, number, sequence, (flags & Link.ANEW) != 0, (flags & Link.UNSEALED) != 0);
  }
}

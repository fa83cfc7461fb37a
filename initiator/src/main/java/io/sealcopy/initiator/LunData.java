package io.sealcopy.initiator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a logical unit says of itself. */
public final class LunData {
  private LunData() {}

  /**
   * Standard INQUIRY data. SPC-4 §6.6.2.
   *
   * @param deviceType 0 is a direct access block device; 1Fh: no unit at this LUN
   * @param qualifier peripheral qualifier, 0: a unit is there
   */
  public record Inquiry(
      int qualifier, int deviceType, int version, String vendor, String product, String revision) {
    static Inquiry of(ByteBuffer data) {
      return new Inquiry(
          (data.get(0) & 0xe0) >>> 5,
          data.get(0) & 0x1f,
          data.get(2) & 0xff,
          text(data, 8, 8),
          text(data, 16, 16),
          text(data, 32, 4));
    }
  }

  /**
   * Size and provisioning. SBC-3 §5.19.
   *
   * @param blocks number of logical blocks
   * @param blockLength bytes
   * @param physicalBlockExponent 2^n logical blocks per physical block
   * @param provisioned whether LBPME is set: UNMAP may be supported
   * @param readsZeros whether LBPRZ is set: unmapped blocks read as zeros
   */
  public record Capacity(
      long blocks,
      int blockLength,
      int physicalBlockExponent,
      boolean provisioned,
      boolean readsZeros) {
    static Capacity of16(ByteBuffer data) {
      return new Capacity(
          data.getLong(0) + 1,
          data.getInt(8),
          data.get(13) & 0x0f,
          (data.get(14) & 0x80) != 0,
          (data.get(14) & 0x40) != 0);
    }

    static Capacity of10(ByteBuffer data) {
      return new Capacity((data.getInt(0) & 0xffff_ffffL) + 1, data.getInt(4), 0, false, false);
    }

    /** Bytes. */
    public long size() {
      return blocks * blockLength;
    }
  }

  /** VPD page B0h, in blocks; 0: no limit reported, or UNMAP not supported. SBC-3 §6.6.3. */
  public record BlockLimits(
      long maxTransferLength,
      long optimalTransferLength,
      long maxUnmapBlocks,
      long maxUnmapDescriptors,
      long optimalUnmapGranularity,
      long maxWriteSameLength) {
    static BlockLimits of(ByteBuffer page) {
      boolean thin = page.remaining() >= 44;
      return new BlockLimits(
          u32(page, 8),
          u32(page, 12),
          thin ? u32(page, 20) : 0,
          thin ? u32(page, 24) : 0,
          thin ? u32(page, 28) : 0,
          thin ? page.getLong(36) : 0);
    }
  }

  /** VPD page B2h. SBC-3 §6.6.4. */
  public record Provisioning(
      boolean unmap, boolean writeSame16, boolean writeSame10, boolean readsZeros, int type) {
    static Provisioning of(ByteBuffer page) {
      int flags = page.get(5);
      return new Provisioning(
          (flags & 0x80) != 0,
          (flags & 0x40) != 0,
          (flags & 0x20) != 0,
          (flags & 0x04) != 0,
          page.get(6) & 0x07);
    }
  }

  /**
   * One identification of VPD page 83h. SPC-4 §7.8.6.
   *
   * @param association 0: the logical unit, 1: the target port, 2: the target
   * @param type 1: T10 vendor id, 2: EUI-64, 3: NAA, 8: SCSI name string
   * @param codeSet 1: binary, 2: ASCII, 3: UTF-8
   * @param value the text, or binary in hexadecimal
   */
  public record Designator(int association, int type, int codeSet, String value) {
    static List<Designator> of(ByteBuffer page) {
      List<Designator> all = new ArrayList<>();
      int end = Math.min(page.remaining(), 4 + (page.getShort(2) & 0xffff));
      int at = 4;
      while (at + 4 <= end) {
        int length = page.get(at + 3) & 0xff;
        if (at + 4 + length > end) {
          break;
        }
        int codeSet = page.get(at) & 0x0f;
        byte[] bytes = new byte[length];
        page.get(at + 4, bytes);
        String value =
            codeSet == 1
                ? HexFormat.of().formatHex(bytes)
                : new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
        int second = page.get(at + 1);
        all.add(new Designator((second & 0x30) >>> 4, second & 0x0f, codeSet, value));
        at += 4 + length;
      }
      return all;
    }
  }

  /**
   * The persistent reservation in force. SPC-4 §6.15.3.
   *
   * @param held whether there is one
   * @param type a constant of {@link io.sealcopy.protocol.scsi.PersistentReservation}
   */
  public record Reservation(long generation, boolean held, long key, int type) {
    static Reservation of(ByteBuffer data) {
      long generation = u32(data, 0);
      boolean held = u32(data, 4) >= 16 && data.remaining() >= 24;
      return held
          ? new Reservation(generation, true, data.getLong(8), data.get(21) & 0x0f)
          : new Reservation(generation, false, 0, 0);
    }
  }

  static String text(ByteBuffer data, int offset, int length) {
    byte[] bytes = new byte[Math.max(0, Math.min(length, data.remaining() - offset))];
    data.get(offset, bytes);
    return new String(bytes, StandardCharsets.US_ASCII).strip();
  }

  static long u32(ByteBuffer data, int offset) {
    return data.getInt(offset) & 0xffff_ffffL;
  }
}

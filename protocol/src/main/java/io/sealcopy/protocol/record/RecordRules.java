package io.sealcopy.protocol.record;

import static io.sealcopy.protocol.Layouts.at;

import io.sealcopy.protocol.record.RecordDamage.Fault;
import org.jspecify.annotations.Nullable;

/** What must hold between the fields of one header; the list is on the spec page. */
final class RecordRules {
  private RecordRules() {}

  /** The first rule that {@code header} breaks, or null. */
  static @Nullable RecordDamage check(RecordHeader header) {
    boolean unsealed = header.suite() == SealSuite.NONE;
    if (unsealed && !header.keyId().equals(RecordHeader.NO_KEY)) {
      return damage(Fault.KEY, "key id", header.keyId().low());
    }
    if (!header.suite().isAuthenticated() && (header.tagHigh() | header.tagLow()) != 0) {
      return damage(Fault.KEY, "header tag", header.tagHigh());
    }
    if (header.dataLength() < 0 || header.dataLength() > RecordHeader.MAX_DATA) {
      return damage(Fault.DATA_LENGTH, "data length", header.dataLength() & 0xffff_ffffL);
    }
    RecordDamage range = checkRange(header);
    if (range != null) {
      return range;
    }
    int tags = header.suite().tagsLength(header.dataLength());
    if (header.tagsLength() != tags) {
      return damage(Fault.TAGS_LENGTH, "tags length", header.tagsLength() & 0xffff_ffffL);
    }
    return null;
  }

  private static @Nullable RecordDamage checkRange(RecordHeader header) {
    return switch (header.kind()) {
      case DATA -> {
        RecordDamage blocks = checkBlocks(header);
        long bytes = (long) header.blocks() * header.blockLength();
        yield blocks == null && bytes != header.dataLength()
            ? damage(Fault.DATA_LENGTH, "data length", header.dataLength())
            : blocks;
      }
      case ZERO, UNMAP, HANDED_OUT -> {
        RecordDamage blocks = checkBlocks(header);
        yield blocks == null && header.dataLength() != 0
            ? damage(Fault.DATA_LENGTH, "data length", header.dataLength())
            : blocks;
      }
      case KEY, START, MARK -> {
        if (header.blockLength() != 0) {
          yield damage(Fault.RANGE, "block length", header.blockLength());
        }
        if (header.lba() != 0) {
          yield damage(Fault.RANGE, "LBA", header.lba());
        }
        yield header.blocks() == 0 ? null : damage(Fault.RANGE, "block count", header.blocks());
      }
    };
  }

  private static @Nullable RecordDamage checkBlocks(RecordHeader header) {
    if (header.blockLength() != 512 && header.blockLength() != 4096) {
      return damage(Fault.RANGE, "block length", header.blockLength());
    }
    if (header.blocks() <= 0) {
      return damage(Fault.RANGE, "block count", header.blocks());
    }
    if (header.lba() < 0
        || header.lba() > Long.MAX_VALUE / header.blockLength() - header.blocks()) {
      return damage(Fault.RANGE, "LBA", header.lba());
    }
    return null;
  }

  private static RecordDamage damage(Fault fault, String field, long found) {
    return new RecordDamage(fault, at(RecordHeader.LAYOUT, field), found);
  }
}

package io.sealcopy.storage.table;

import java.util.UUID;

/**
 * What a table is made for; never changes.
 *
 * @param blockCount of the volume
 * @param blockLength 512 or 4096
 * @param volumeId the P-VOL
 * @param areaCapacity pages that one checkpoint can carry, 8 or more
 */
public record TableShape(long blockCount, int blockLength, UUID volumeId, int areaCapacity) {
  /** Carries 16 MiB a checkpoint. */
  public static final int DEFAULT_CAPACITY = 4096;

  static final int PAGE = 4096;
  static final int PAGE_HEADER = 32;
  static final int ENTRY = 16;
  static final int ENTRIES = (PAGE - PAGE_HEADER) / ENTRY;
  static final int SUMMARY_BITS = (PAGE - PAGE_HEADER) * 8;
  static final int LIST_ENTRY = 16;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public TableShape {
    if (blockCount < 1 || blockCount > (long) ENTRIES * Integer.MAX_VALUE) {
      throw new IllegalArgumentException("block count of a table out of range: " + blockCount);
    }
    if (blockLength != 512 && blockLength != 4096) {
      throw new IllegalArgumentException("block length of a table out of range: " + blockLength);
    }
    if (areaCapacity < 8) {
      throw new IllegalArgumentException("area capacity of a table too small: " + areaCapacity);
    }
  }

  int tablePages() {
    return (int) Math.ceilDiv(blockCount, ENTRIES);
  }

  int summaryPages() {
    return Math.ceilDiv(tablePages(), SUMMARY_BITS);
  }

  /** Pages of the double-write area before its images. */
  int headPages() {
    return Math.ceilDiv(PAGE_HEADER + areaCapacity * LIST_ENTRY, PAGE);
  }

  /** Index in the file of the first image. */
  int firstImage() {
    return 1 + headPages();
  }

  /** Index in the file of summary page 0. */
  long firstSummary() {
    return firstImage() + (long) areaCapacity;
  }

  /** Index in the file of table page 0. */
  long firstTable() {
    return firstSummary() + summaryPages();
  }

  /** Pages that hold what the table says: no checkpoint ever needs more. */
  public int contentPages() {
    return 1 + summaryPages() + tablePages();
  }

  /** Bytes of the whole file. */
  public long fileBytes() {
    return (firstTable() + tablePages()) * PAGE;
  }
}

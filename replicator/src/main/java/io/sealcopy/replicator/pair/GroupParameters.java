package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.VolumeGeometry;

/**
 * The sizes and times that a group works with.
 *
 * @param name the group's name in messages
 * @param regionBytes what one mark of the activity log covers; a multiple of {@code chunkBytes}
 * @param chunkBytes the most that the copier reads, and a WRITE to the remote carries
 * @param batchBytes the most host data that is applied and sealed in one batch
 * @param windowBytes the most bytes in flight on the link
 * @param recentBytes the most bytes of sealed records that are kept in memory to be shipped
 * @param windowWrites the most WRITEs in flight on the link
 * @param copyAheadBytes the copier waits while more than this is pending in the journal
 * @param activeRegions beyond this many, marks of quiet regions are cleared
 * @param foreignFlushBytes while copying to a foreign target, it is flushed this often
 * @param releaseBytes journal space is given back in steps of this size
 * @param syncMillis the longest that a record waits for a sync when nobody waits for it
 * @param retryMillis delay before the second attempt to connect; doubles up to {@code
 *     retryMaxMillis}
 * @param zerosSealed zeros are journalled as sealed data: where records cross as they are, nobody
 *     but the main centre can seal them
 */
public record GroupParameters(
    String name,
    int regionBytes,
    int chunkBytes,
    int batchBytes,
    int windowBytes,
    int recentBytes,
    int windowWrites,
    long copyAheadBytes,
    int activeRegions,
    long foreignFlushBytes,
    long releaseBytes,
    long syncMillis,
    long retryMillis,
    long retryMaxMillis,
    boolean zerosSealed) {

  private static final int MIB = 1 << 20;

  /** What a main centre uses. */
  public static GroupParameters standard(String name, long journalCapacity) {
    return new GroupParameters(
        name,
        MIB,
        Journal.MAX_DATA,
        MIB,
        16 * MIB,
        64 * MIB,
        512,
        Math.min(32L * MIB, journalCapacity / 4),
        1024,
        32L * MIB,
        Math.max(journalCapacity / 16, 1),
        20,
        500,
        30_000,
        false);
  }

  /** The same with zeros journalled as sealed data, or not. */
  public GroupParameters withZerosSealed(boolean sealed) {
    return new GroupParameters(
        name,
        regionBytes,
        chunkBytes,
        batchBytes,
        windowBytes,
        recentBytes,
        windowWrites,
        copyAheadBytes,
        activeRegions,
        foreignFlushBytes,
        releaseBytes,
        syncMillis,
        retryMillis,
        retryMaxMillis,
        sealed);
  }

  /** How many regions a volume has. */
  public int regionCount(VolumeGeometry geometry) {
    return Math.toIntExact(Math.ceilDiv(geometry.byteCount(), (long) regionBytes));
  }
}

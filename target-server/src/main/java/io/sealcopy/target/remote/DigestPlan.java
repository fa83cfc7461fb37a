package io.sealcopy.target.remote;

import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.vendor.DigestAnswer;
import io.sealcopy.protocol.vendor.DigestRun;
import io.sealcopy.storage.table.BlockState;
import io.sealcopy.storage.table.EncryptionTable;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one answer to READ DIGESTS is about: the runs of the table, taken on the copy's thread, then
 * read and hashed beside it.
 */
final class DigestPlan {
  private static final long MOST_BLOCKS = 0xffff_ffffL;
  private static final int MOST_RUN_BYTES = 256 * 1024;

  private record TableRun(long lba, long end, BlockState state, int generation, long highest) {}

  /**
   * What was read.
   *
   * @param next the block after the last run
   * @param failure why no more could be read; null when nothing failed
   */
  record Result(List<DigestRun> runs, long next, @Nullable VolumeFailure failure) {}

  private final CopyBlocks blocks;
  private final int blockLength;
  private final int runBlocks;
  private final int mostRuns;
  private final long first;
  private final long end;
  private final List<TableRun> runs = new ArrayList<>();

  /**
   * Takes what the table says now.
   *
   * @param blockCount of the P-VOL: what is behind it belongs to nobody
   * @param mostRuns the answer's room
   */
  DigestPlan(CopyBlocks blocks, EncryptionTable table, long first, long blockCount, int mostRuns)
      throws IOException {
    this.blocks = blocks;
    this.blockLength = table.shape().blockLength();
    this.runBlocks = runBlocks(table.shape().blockCount(), blockLength);
    this.mostRuns = mostRuns;
    this.first = first;
    long most = DigestAnswer.MAX_READ / blockLength;
    // A hole costs nothing to read, however long it is.
    long plain = Math.min(table.plaintextUpTo(first), first + MOST_BLOCKS);
    this.end = Math.min(blockCount, Math.max(first + most, plain));
    if (first < end) {
      table.visitAll(first, end, this::add);
    }
  }

  /** Small volumes get short runs, so that there are some. */
  private static int runBlocks(long blockCount, int blockLength) {
    long fair = Long.highestOneBit(Math.max(blockCount / 64, 1));
    return (int) Math.min(fair, MOST_RUN_BYTES / blockLength);
  }

  private boolean add(long lba, long count, BlockState state, int generation, long highest) {
    runs.add(new TableRun(lba, lba + count, state, generation, highest));
    return true;
  }

  long first() {
    return first;
  }

  long end() {
    return end;
  }

  /** Reads and hashes, any thread; at most so much as one answer may cost. */
  Result read(ByteBuffer buffer) {
    List<DigestRun> made = new ArrayList<>();
    int budget = DigestAnswer.MAX_READ;
    long at = first;
    for (TableRun run : runs) {
      while (at < run.end() && made.size() < mostRuns) {
        long count = Math.min(run.end() - at, runBlocks - at % runBlocks);
        if (run.state() == BlockState.PLAINTEXT) {
          long mapped = blocks.mappedRun(at, run.end() - at);
          if (mapped < 0) {
            long hole = Math.min(-mapped, MOST_BLOCKS);
            made.add(new DigestRun(at, hole, 0, 0, Sha256.NONE, DigestRun.State.HOLE));
            at += hole;
            continue;
          }
          count = Math.min(count, mapped);
        }
        int bytes = (int) count * blockLength;
        if (bytes > budget) {
          return new Result(made, at, null);
        }
        budget -= bytes;
        VolumeFailure failure = blocks.read(at, buffer.clear().limit(bytes));
        if (failure != null) {
          return new Result(made, at, failure);
        }
        made.add(made(run, at, count, Sha256.hashOf(buffer.flip())));
        at += count;
      }
    }
    return new Result(made, at, null);
  }

  private static DigestRun made(TableRun run, long lba, long count, Sha256 digest) {
    return switch (run.state()) {
      case PLAINTEXT -> new DigestRun(lba, count, 0, 0, digest, DigestRun.State.PLAINTEXT);
      case CIPHERTEXT ->
          new DigestRun(
              lba, count, run.generation(), run.highest(), digest, DigestRun.State.CIPHERTEXT);
      case HANDED_OUT ->
          new DigestRun(
              lba, count, run.generation(), run.highest(), digest, DigestRun.State.HANDED_OUT);
    };
  }

  /** Memory that {@link #read} needs. */
  static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(MOST_RUN_BYTES);
  }
}

package io.sealcopy.bench.micro;

import io.sealcopy.storage.table.EncryptionTable;
import io.sealcopy.storage.table.TableShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Blocks of a volume of 1 GiB become ciphertext in its encryption table, kept in memory. */
@State(Scope.Thread)
public class TableLoops {
  private static final int BLOCKS = 1 << 21;
  private static final int SMALL = 8;
  private static final int LARGE = 128;
  private static final int ENTRY = 16;

  private final EncryptionTable table;
  private final int[] checksums = new int[LARGE];
  private final byte[] entries = new byte[LARGE * ENTRY];
  private final byte[] pages = new byte[BLOCKS * ENTRY];
  private long sequence;

  /** A table that says plaintext. */
  public TableLoops() {
    NoFile file = new NoFile();
    Arrays.setAll(checksums, i -> i * 0x9E3779B9);
    try {
      TableShape shape = new TableShape(BLOCKS, 512, new UUID(1, 2), 1 << 14);
      EncryptionTable.create(file, shape, 1, 1);
      table = EncryptionTable.open(file, EncryptionTable.DEFAULT_CACHE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 4 KiB of a volume with blocks of 512 bytes, anywhere. */
  @Benchmark
  public long update8() throws IOException {
    return update(SMALL);
  }

  /** 64 KiB of a volume with blocks of 512 bytes, anywhere. */
  @Benchmark
  public long update128() throws IOException {
    return update(LARGE);
  }

  private long update(int blocks) throws IOException {
    table.setCiphertext(next(blocks), blocks, 1, sequence, checksums);
    return table.ciphertextBlocks();
  }

  /** The least: as many bytes of entries are copied to their place. */
  @Benchmark
  public byte[] bareCopy8() {
    return copy(SMALL);
  }

  /** The least: as many bytes of entries are copied to their place. */
  @Benchmark
  public byte[] bareCopy128() {
    return copy(LARGE);
  }

  private byte[] copy(int blocks) {
    System.arraycopy(entries, 0, pages, (int) next(blocks) * ENTRY, blocks * ENTRY);
    return pages;
  }

  /** An address without a pattern that a processor could foresee, aligned to the write's length. */
  private long next(int blocks) {
    sequence++;
    return Long.remainderUnsigned((sequence * 0x9E3779B97F4A7C15L) >>> 20, BLOCKS / blocks)
        * blocks;
  }
}

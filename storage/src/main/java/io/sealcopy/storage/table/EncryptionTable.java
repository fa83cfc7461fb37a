package io.sealcopy.storage.table;

import static io.sealcopy.storage.table.TableShape.ENTRIES;
import static io.sealcopy.storage.table.TableShape.PAGE;

import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * The encryption table of one volume: for every block plaintext, or ciphertext with generation,
 * sequence and CRC32C of the stored bytes. Changes stay in memory until a {@link Checkpoint} is
 * written; after a crash the table is that of the last finished checkpoint, and the journal is
 * replayed from {@link #sequence} on.
 *
 * <p>Owned by one thread. Memory is bounded by the page cache and the area capacity; a change of n
 * blocks costs O(n). An {@code IOException} of any method means that the table can not be trusted
 * any more.
 */
public final class EncryptionTable implements AutoCloseable {
  /** Clean pages kept in memory: 32 MiB. */
  public static final int DEFAULT_CACHE = 8192;

  private final StorageFile file;
  private final TableShape shape;
  private final PageCache cache;
  private final Summary summary;
  private final int repairedPages;
  private long epoch;
  private long checkpoint;
  private long sequence;
  private long arrival;
  private long ciphertextBlocks;
  private long handedOutBlocks;
  private boolean inFlight;

  private EncryptionTable(
      StorageFile file, Superblock superblock, Summary summary, int cachePages, int repaired) {
    this.file = file;
    this.shape = superblock.shape();
    this.cache = new PageCache(file, shape, cachePages);
    this.summary = summary;
    this.repairedPages = repaired;
    this.epoch = superblock.epoch();
    this.checkpoint = superblock.checkpoint();
    this.sequence = superblock.sequence();
    this.arrival = superblock.arrival();
    this.ciphertextBlocks = superblock.ciphertextBlocks();
    this.handedOutBlocks = superblock.handedOutBlocks();
  }

  /**
   * Makes the file a table that says "all plaintext", durably, and reserves its space. What the
   * file held before is gone.
   *
   * @param sequence the journal sequence at which the table begins
   */
  public static void create(StorageFile file, TableShape shape, long epoch, long sequence)
      throws IOException {
    create(file, shape, epoch, sequence, 0);
  }

  /** As {@link #create}, of a table that begins at this arrival number. */
  public static void create(
      StorageFile file, TableShape shape, long epoch, long sequence, long arrival)
      throws IOException {
    if (file.size() > 0) {
      file.punchHole(0, file.size());
    }
    file.reserve(shape.fileBytes());
    file.sync(); // nothing of an older table may come back below the new superblock
    ByteBuffer page = ByteBuffer.allocate(PAGE);
    new Superblock(shape, epoch, 1, sequence, arrival, 0, 0).write(page);
    file.write(page, 0);
    file.sync();
  }

  /**
   * Opens a table, repairing what a crash has torn.
   *
   * @param cachePages clean pages kept in memory, 1 or more
   * @throws TableDamagedException when it is no table, or damaged beyond what the double-write area
   *     repairs
   */
  public static EncryptionTable open(StorageFile file, int cachePages) throws IOException {
    int repaired = AreaRepair.run(file);
    Superblock superblock = Superblock.read(file);
    Summary summary = Summary.read(file, superblock.shape());
    return new EncryptionTable(file, superblock, summary, cachePages, repaired);
  }

  /** What the table was made for. */
  public TableShape shape() {
    return shape;
  }

  /** Pages that {@link #open} put in place again from the double-write area. */
  public int repairedPages() {
    return repairedPages;
  }

  /** The journal sequence of the last finished checkpoint. */
  public long sequence() {
    return sequence;
  }

  /** The arrival number of the last finished checkpoint. */
  public long arrival() {
    return arrival;
  }

  /** The pair epoch that changed pages carry from now on. */
  public void setEpoch(long epoch) {
    this.epoch = epoch;
  }

  public long ciphertextBlocks() {
    return ciphertextBlocks;
  }

  public long handedOutBlocks() {
    return handedOutBlocks;
  }

  /** Pages, of a checkpoint's capacity, that the next checkpoint would write. */
  public int pendingPages() {
    return cache.dirtyCount() + summary.dirtyCount() + 1;
  }

  /** Whether a change of this range surely fits into the next checkpoint. */
  public boolean hasRoomFor(long lba, long blocks) {
    if (shape.areaCapacity() >= shape.contentPages()) {
      return true; // Of a small volume all pages fit.
    }
    long pages = (lba + blocks - 1) / ENTRIES - lba / ENTRIES + 1;
    return pendingPages() + 2 * pages <= shape.areaCapacity();
  }

  /** Whether {@code pages} more pages, already in the summary, fit into the next checkpoint. */
  public boolean hasRoomForPages(int pages) {
    return pendingPages() + pages <= shape.areaCapacity();
  }

  /**
   * The blocks are ciphertext from now on.
   *
   * @param generation 1 to 2<sup>30</sup> - 1
   * @param checksums CRC32C of each block's stored bytes, from index 0 on
   */
  public void setCiphertext(long lba, int blocks, int generation, long sequence, int[] checksums)
      throws IOException {
    for (int done = 0; done < blocks; ) {
      TablePage page = pageOf(lba + done);
      int entry = (int) ((lba + done) % ENTRIES);
      int end = Math.min(ENTRIES, entry + blocks - done);
      for (; entry < end; entry++, done++) {
        count(page.state(entry), -1);
        page.setCiphertext(entry, generation, checksums[done], sequence);
      }
      changed(page);
    }
    ciphertextBlocks += blocks;
  }

  /** The blocks are plaintext from now on. */
  public void setPlaintext(long lba, int blocks) throws IOException {
    for (int done = 0; done < blocks; ) {
      TablePage page = pageOf(lba + done);
      int entry = (int) ((lba + done) % ENTRIES);
      int end = Math.min(ENTRIES, entry + blocks - done);
      for (; entry < end; entry++, done++) {
        count(page.state(entry), -1);
        page.setPlaintext(entry);
      }
      changed(page);
    }
  }

  /** The blocks are plaintext from now on; costs only what is not plaintext yet. */
  public void clear(long lba, long blocks) throws IOException {
    int last = (int) ((lba + blocks - 1) / ENTRIES);
    for (int number = summary.next((int) (lba / ENTRIES));
        number >= 0 && number <= last;
        number = summary.next(number + 1)) {
      long base = (long) number * ENTRIES;
      long from = Math.max(lba, base);
      setPlaintext(from, (int) (Math.min(base + ENTRIES, lba + blocks) - from));
    }
  }

  /** Ciphertext in the range becomes handed out; everything else stays. */
  public void handOut(long lba, long blocks) throws IOException {
    int last = (int) ((lba + blocks - 1) / ENTRIES);
    for (int number = summary.next((int) (lba / ENTRIES));
        number >= 0 && number <= last;
        number = summary.next(number + 1)) {
      TablePage page = cache.page(number, true);
      long base = (long) number * ENTRIES;
      int end = (int) Math.min(ENTRIES, lba + blocks - base);
      boolean any = false;
      for (int entry = (int) Math.max(0, lba - base); entry < end; entry++) {
        if (page.state(entry) == BlockState.CIPHERTEXT) {
          page.setHandedOut(entry);
          ciphertextBlocks--;
          handedOutBlocks++;
          any = true;
        }
      }
      if (any) {
        changed(page);
      }
    }
  }

  /** Whether every block of the range is handed out. */
  public boolean allHandedOut(long lba, int blocks) throws IOException {
    for (int done = 0; done < blocks; ) {
      TablePage page = pageOf(lba + done);
      int entry = (int) ((lba + done) % ENTRIES);
      int end = Math.min(ENTRIES, entry + blocks - done);
      for (; entry < end; entry++, done++) {
        if (page.state(entry) != BlockState.HANDED_OUT) {
          return false;
        }
      }
    }
    return true;
  }

  /** What the table says of one block. */
  public BlockEntry entry(long lba) throws IOException {
    return pageOf(lba).entry((int) (lba % ENTRIES));
  }

  /**
   * Gives all runs that are not plaintext from block {@code from} on, by rising LBA.
   *
   * @param pageLimit stop before looking at more pages than this that are not all plaintext
   * @return the block to go on from, or -1 when the end of the table was reached
   */
  public long visitRuns(long from, int pageLimit, RunVisitor visitor) throws IOException {
    RunCollector runs = new RunCollector(visitor);
    int start = (int) Math.min(from / ENTRIES, shape.tablePages());
    int number = summary.next(start);
    for (int looked = 0; number >= 0; number = summary.next(number + 1), looked++) {
      long base = (long) number * ENTRIES;
      if (looked == pageLimit) {
        return runs.end() ? base : runs.stoppedAt();
      }
      TablePage page = cache.pageOnce(number);
      int end = (int) Math.min(ENTRIES, shape.blockCount() - base);
      for (int entry = (int) Math.max(0, from - base); entry < end; entry++) {
        if (!runs.add(base + entry, page.word(entry), page.sequence(entry))) {
          return runs.stoppedAt();
        }
      }
    }
    return runs.end() ? -1 : runs.stoppedAt();
  }

  /** Gives all of the range as runs, plaintext too, cut at its ends, by rising LBA. */
  public void visitAll(long from, long to, RunVisitor visitor) throws IOException {
    CutRuns runs = new CutRuns(from, visitor);
    for (long at = from; at < to; ) {
      int number = (int) (at / ENTRIES);
      if (!summary.get(number)) {
        runs.add(at, 0, 0);
        at = Math.min(to, plaintextUpTo(at));
        continue;
      }
      TablePage page = cache.pageOnce(number);
      long end = Math.min(to, (long) (number + 1) * ENTRIES);
      for (; at < end; at++) {
        int entry = (int) (at % ENTRIES);
        runs.add(at, page.word(entry), page.sequence(entry));
      }
    }
    runs.endAt(to);
  }

  /** The first block from {@code lba} on that may not be plaintext; the block count if none is. */
  public long plaintextUpTo(long lba) {
    int next = summary.next((int) (lba / ENTRIES));
    return next < 0 ? shape.blockCount() : Math.max(lba, (long) next * ENTRIES);
  }

  /**
   * Takes everything changed up to now as one image. The volume must be synced before the
   * checkpoint is written, and {@link #finish} called after.
   *
   * @param sequence every record up to it has been applied, none after it
   * @param arrival the replication WRITEs among them
   */
  public Checkpoint beginCheckpoint(long sequence, long arrival) {
    if (inFlight) {
      throw new IllegalStateException("a checkpoint of " + file.name() + " is not finished");
    }
    inFlight = true;
    Superblock superblock =
        new Superblock(
            shape, epoch, checkpoint + 1, sequence, arrival, ciphertextBlocks, handedOutBlocks);
    Checkpoint image = new Checkpoint(file, superblock, pendingPages());
    superblock.write(image.add(0));
    BitSet dirty = summary.dirtyPages();
    for (int number = dirty.nextSetBit(0); number >= 0; number = dirty.nextSetBit(number + 1)) {
      summary.write(number, epoch, image.add(shape.firstSummary() + number));
    }
    dirty.clear();
    for (TablePage page : cache.dirtyPages()) {
      ByteBuffer to = image.add(shape.firstTable() + page.number);
      to.put(0, page.bytes, 0, PAGE);
      PageFormat.TABLE.seal(to, page.number, epoch);
    }
    cache.checkpointBegun();
    return image;
  }

  /** The checkpoint has been written. */
  public void finish(Checkpoint written) {
    checkpoint = written.superblock().checkpoint();
    sequence = written.superblock().sequence();
    arrival = written.superblock().arrival();
    cache.checkpointDone();
    inFlight = false;
  }

  /** Closes the file; what is not in a checkpoint is replayed at the next start. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  private TablePage pageOf(long lba) throws IOException {
    int number = (int) (lba / ENTRIES);
    return cache.page(number, summary.get(number));
  }

  private void changed(TablePage page) {
    cache.dirtied(page);
    summary.set(page.number, !page.allPlaintext());
  }

  private void count(BlockState state, int change) {
    switch (state) {
      case PLAINTEXT -> {}
      case CIPHERTEXT -> ciphertextBlocks += change;
      case HANDED_OUT -> handedOutBlocks += change;
    }
  }
}

package io.sealcopy.storage.volume;

import io.sealcopy.storage.Threads;
import io.sealcopy.storage.file.ChannelFile;
import io.sealcopy.storage.file.DirectAccess;
import io.sealcopy.storage.file.GatheredWrite;
import io.sealcopy.storage.file.OutOfSpaceException;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.volume.VolumeFailure.OutOfSpace;
import io.sealcopy.storage.volume.VolumeFailure.ReadFailed;
import io.sealcopy.storage.volume.VolumeFailure.WriteFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A volume in a file or on a block device.
 *
 * <p>Reads and writes go to the page cache and complete on the calling thread; a slice of a write
 * is one positional write from the caller's buffer, and so are whole writes that come one behind
 * the other in one {@link WriteTurn}. A read that misses the cache goes on, for what is missing, on
 * a pool for reads and completes there. What else waits for the disk (flush, forced writes) or
 * changes the file's allocation in bulk runs on another pool, so that neither waits behind the
 * other.
 */
public final class FileVolume implements Volume {
  private static final int POOL = 2;

  /** Less is cheaper through the page cache, which gathers it. */
  private static final int PAST_CACHE = 256 * 1024;

  private static final int ZEROS_LENGTH = 256 * 1024;
  private static final ByteBuffer ZEROS =
      ByteBuffer.allocateDirect(ZEROS_LENGTH).asReadOnlyBuffer();

  private final ChannelFile file;
  private final VolumeGeometry geometry;
  private final VolumeTraits traits;
  private final ThreadPoolExecutor pool;
  private final ColdReads readers;
  private final LogOpener atomicLog;
  private final Object atomicLock = new Object();
  private @Nullable AtomicWrites atomicWrites;
  private final Object directLock = new Object();
  private volatile @Nullable DirectAccess direct;

  /** Opens the file beside the volume that {@link AtomicWrites} needs, creating it durably. */
  @FunctionalInterface
  interface LogOpener {
    StorageFile open() throws IOException;
  }

  /**
   * Takes over {@code file}, which is at least as long as {@code geometry} says.
   *
   * @param thin unmapping gives space back; otherwise unmapped blocks are only zeroed
   * @param atomicLog asked when the first atomic write comes
   */
  FileVolume(
      ChannelFile file,
      VolumeGeometry geometry,
      VolumeIdentity identity,
      boolean thin,
      LogOpener atomicLog) {
    this.file = file;
    this.geometry = geometry;
    this.traits = new VolumeTraits(identity.id(), identity.incarnation(), true, false, thin, true);
    this.atomicLog = atomicLog;
    this.pool = Threads.blocking(shortName(file.name()), POOL);
    this.readers = new ColdReads(shortName(file.name()), new Missed());
  }

  @Override
  public VolumeGeometry geometry() {
    return geometry;
  }

  @Override
  public VolumeTraits traits() {
    return traits;
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    WriteTurn.current().settle();
    if (!file.tellsCached()) {
      completion.done(readNow(lba, destination, 0));
      return;
    }
    int start = destination.position();
    if (file.readCached(destination, lba * geometry.blockLength())) {
      completion.done(null);
      return;
    }
    readers.read(lba, destination, start, completion);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return new Stream(lba, forceUnitAccess);
  }

  @Override
  public boolean writePastCache(long lba, ByteBuffer[] sources, int count) {
    WriteTurn.current().settle();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += sources[i].remaining();
    }
    return bytes >= PAST_CACHE
        && directAccess().write(sources, count, lba * geometry.blockLength());
  }

  private DirectAccess directAccess() {
    DirectAccess known = direct;
    if (known == null) {
      synchronized (directLock) {
        known = direct == null ? DirectAccess.to(Path.of(file.name())) : direct;
        direct = known;
      }
    }
    return known;
  }

  @Override
  public int atomicBytes() {
    return AtomicWrites.MOST;
  }

  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    WriteTurn.current().settle();
    pool.execute(() -> completion.done(writeAtomicNow(lba, data)));
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    WriteTurn.current().settle();
    pool.execute(() -> completion.done(traits.thin() ? punch(lba, blocks) : zeroNow(lba, blocks)));
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    zero(lba, blocks, completion);
  }

  @Override
  public void flush(Completion completion) {
    WriteTurn.current().settle();
    pool.execute(() -> completion.done(syncNow(0)));
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    WriteTurn.current().settle();
    if (!traits.thin()) {
      return blocks;
    }
    int length = geometry.blockLength();
    long run = file.allocatedRun(lba * length, blocks * length);
    // A block that is data in part is mapped.
    return run > 0 ? Math.ceilDiv(run, (long) length) : -run < length ? 1 : run / length;
  }

  @Override
  public void close() {
    pool.shutdown();
    readers.shutdown();
    try {
      if (!pool.awaitTermination(1, TimeUnit.MINUTES)
          || !readers.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException(file.name() + ": closed while operations are in flight");
      }
      synchronized (atomicLock) {
        if (atomicWrites != null) {
          atomicWrites.close();
        }
      }
      DirectAccess opened = direct;
      if (opened != null) {
        opened.close();
      }
      file.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(file.name() + ": interrupted while closing", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file.name() + " cannot be closed", e);
    }
  }

  /** Writes pieces one behind the other; {@code failures} gets what is wrong with each. */
  void write(GatheredWrite pieces, long position, @Nullable VolumeFailure[] failures) {
    long done = Math.max(0, file.write(pieces, position));
    long at = 0;
    for (int i = 0; i < pieces.count(); i++) {
      long next = at + pieces.length(i);
      if (next > done) {
        failures[i] = writeNow(pieces.piece(i), position + at);
      }
      at = next;
    }
  }

  private @Nullable VolumeFailure writeNow(ByteBuffer bytes, long position) {
    try {
      file.write(bytes, position);
      return null;
    } catch (IOException e) {
      return failure("writing", position / geometry.blockLength(), e);
    }
  }

  /** Reads what is missing after the first {@code done} bytes, and may wait for it. */
  private @Nullable VolumeFailure readNow(long lba, ByteBuffer destination, int done) {
    try {
      file.read(destination, lba * geometry.blockLength() + done);
      return null;
    } catch (IOException e) {
      return new ReadFailed(lba, text("reading", lba, e));
    }
  }

  private @Nullable VolumeFailure writeAtomicNow(long lba, ByteBuffer data) {
    try {
      synchronized (atomicLock) {
        AtomicWrites writes = atomicWrites;
        if (writes == null) {
          writes = AtomicWrites.open(atomicLog.open(), file, traits.incarnation());
          atomicWrites = writes;
        }
        writes.write(lba * geometry.blockLength(), data);
      }
      return null;
    } catch (IOException e) {
      return failure("writing atomically", lba, e);
    }
  }

  private @Nullable VolumeFailure syncNow(long lba) {
    try {
      file.sync();
      return null;
    } catch (IOException e) {
      return failure("making durable", lba, e);
    }
  }

  private @Nullable VolumeFailure punch(long lba, long blocks) {
    try {
      file.punchHole(lba * geometry.blockLength(), blocks * geometry.blockLength());
      return null;
    } catch (IOException e) {
      return failure("deallocating", lba, e);
    }
  }

  private @Nullable VolumeFailure zeroNow(long lba, long blocks) {
    long at = lba * geometry.blockLength();
    long end = at + blocks * geometry.blockLength();
    try {
      ByteBuffer zeros = ZEROS.duplicate();
      for (; at < end; at += zeros.limit()) {
        zeros.clear().limit((int) Math.min(ZEROS_LENGTH, end - at));
        file.write(zeros, at);
      }
      return null;
    } catch (IOException e) {
      return failure("zeroing", at / geometry.blockLength(), e);
    }
  }

  private VolumeFailure failure(String doing, long lba, IOException e) {
    String message = text(doing, lba, e);
    return e instanceof OutOfSpaceException
        ? new OutOfSpace(message)
        : new WriteFailed(lba, message);
  }

  private String text(String doing, long lba, IOException e) {
    return "%s: %s block %d failed: %s".formatted(file.name(), doing, lba, e.getMessage());
  }

  private static String shortName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Reads that missed the page cache. */
  private final class Missed implements ColdReads.Disk {
    @Override
    public void begin(long lba, ByteBuffer destination, int done) {
      file.beginRead(lba * geometry.blockLength() + done, destination.remaining());
    }

    @Override
    public boolean readCached(long lba, ByteBuffer destination, int done) {
      return file.readCached(destination, lba * geometry.blockLength() + done);
    }

    @Override
    public @Nullable VolumeFailure read(long lba, ByteBuffer destination, int done) {
      return readNow(lba, destination, done);
    }
  }

  /** Writes each slice as it comes; the first failure ends the write. */
  private final class Stream implements WriteStream {
    private final long lba;
    private final boolean force;
    private @Nullable VolumeFailure failed;

    Stream(long lba, boolean force) {
      this.lba = lba;
      this.force = force;
    }

    @Override
    public void all(ByteBuffer bytes, Completion completion) {
      WriteTurn turn = WriteTurn.current();
      if (turn.open() && !force && bytes.isDirect()) {
        turn.add(FileVolume.this, lba * geometry.blockLength(), bytes, completion);
      } else {
        WriteStream.super.all(bytes, completion);
      }
    }

    @Override
    public void data(int offset, ByteBuffer bytes) {
      WriteTurn.current().settle();
      if (failed != null) {
        bytes.position(bytes.limit());
        return;
      }
      try {
        file.write(bytes, lba * geometry.blockLength() + offset);
      } catch (IOException e) {
        failed = failure("writing", lba + offset / geometry.blockLength(), e);
      }
    }

    @Override
    public void finish(Completion completion) {
      if (force && failed == null) {
        pool.execute(() -> completion.done(syncNow(lba)));
      } else {
        completion.done(failed);
      }
    }

    @Override
    public void abort() {}
  }
}

package io.sealcopy.simulation;

import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.VolumeTraits;
import io.sealcopy.storage.volume.WriteStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A P-VOL in a file of the simulated disk. Operations may end some time after their call, in any
 * order; the history learns of each change when it is submitted.
 */
final class SimVolume implements Volume {
  private final StorageFile file;
  private final SimMember member;
  private final VolumeGeometry geometry;
  private final RandomGenerator random;
  private final History history;
  private final List<Runnable> pending = new ArrayList<>();
  private final int laterPercent;

  SimVolume(
      StorageFile file,
      SimMember member,
      RandomGenerator random,
      History history,
      int laterPercent) {
    this.file = file;
    this.member = member;
    this.geometry = member.geometry();
    this.random = random;
    this.history = history;
    this.laterPercent = laterPercent;
  }

  /** Puts what every block holds now where its number says. */
  void readStamps(long[] stamps) {
    ByteBuffer all = ByteBuffer.allocate((int) geometry.byteCount());
    readNow(0, all);
    int length = geometry.blockLength();
    for (int lba = 0; lba < member.blocks(); lba++) {
      int block = member.first() + lba;
      stamps[block] = Stamps.of(all, lba * length, length, block);
    }
  }

  /** Ends one operation that is under way: whether there was one. */
  boolean step() {
    if (pending.isEmpty()) {
      return false;
    }
    pending.remove(random.nextInt(pending.size())).run();
    return true;
  }

  /** The process died: what was under way happened or not. */
  void killed() {
    List<Runnable> underWay = List.copyOf(pending);
    pending.clear();
    for (Runnable operation : underWay) {
      if (random.nextBoolean()) {
        operation.run();
      }
    }
  }

  @Override
  public VolumeGeometry geometry() {
    return geometry;
  }

  @Override
  public VolumeTraits traits() {
    return new VolumeTraits(member.volumeId(), new UUID(2, 2), true, false, true, true);
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    submit(() -> {
      readNow(lba, destination);
      completion.done(null);
    });
  }

  private void readNow(long lba, ByteBuffer destination) {
    try {
      file.read(destination, lba * geometry.blockLength());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    ByteBuffer content = ByteBuffer.allocate(blocks * geometry.blockLength());
    return new WriteStream() {
      @Override
      public void data(int offset, ByteBuffer bytes) {
        content.put(offset, bytes, bytes.position(), bytes.remaining());
        bytes.position(bytes.limit());
      }

      @Override
      public void finish(Completion completion) {
        history.changed(member, lba, blocks, content.getLong(0));
        submit(() -> {
          write(lba, content);
          completion.done(null);
        });
      }

      @Override
      public void abort() {}
    };
  }

  private void write(long lba, ByteBuffer content) {
    try {
      file.write(content, lba * geometry.blockLength());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    history.changed(member, lba, (int) blocks, Stamps.ZEROS);
    submit(() -> {
      write(lba, ByteBuffer.allocate((int) blocks * geometry.blockLength()));
      completion.done(null);
    });
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    history.changed(member, lba, (int) blocks, Stamps.ZEROS);
    submit(() -> {
      try {
        int length = geometry.blockLength();
        file.punchHole(lba * length, blocks * length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      completion.done(null);
    });
  }

  private void submit(Runnable operation) {
    if (random.nextInt(100) < laterPercent) {
      pending.add(operation);
    } else {
      operation.run();
    }
  }

  @Override
  public void flush(Completion completion) {
    try {
      file.sync();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    completion.done(null);
  }

  /** Blocks of zeros pass for deallocated: at times all of them, at times none. */
  @Override
  public long mappedRun(long lba, long blocks) {
    if (random.nextBoolean()) {
      return blocks;
    }
    ByteBuffer run = ByteBuffer.allocate((int) blocks * geometry.blockLength());
    readNow(lba, run);
    boolean hole = isZeros(run, lba, 0);
    int length = 1;
    while (length < blocks && hole == isZeros(run, lba, length)) {
      length++;
    }
    return hole ? -length : length;
  }

  private boolean isZeros(ByteBuffer run, long lba, int index) {
    int length = geometry.blockLength();
    long block = member.first() + lba + index;
    return Stamps.of(run, index * length, length, block) == Stamps.ZEROS;
  }

  @Override
  public void close() {}
}

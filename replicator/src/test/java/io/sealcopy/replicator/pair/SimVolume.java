package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.VolumeTraits;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A P-VOL whose blocks hold a stamp each. A power cut keeps any subset of what was not flushed;
 * with {@code later} operations end some time after their call, in any order.
 */
final class SimVolume implements Volume {
  record Write(int block, long stamp) {}

  private final VolumeGeometry geometry;
  private final int start;
  private final Random random;
  private final SimSteps steps;
  private final SimHistory history;
  private final boolean later;
  private final List<Write> unflushed = new ArrayList<>();
  private final List<Runnable> pending = new ArrayList<>();
  final long[] stamps;
  final long[] durable;

  /**
   * @param start number of its first block in the history
   */
  SimVolume(
      VolumeGeometry geometry,
      int start,
      Random random,
      SimSteps steps,
      SimHistory history,
      boolean later) {
    this.geometry = geometry;
    this.start = start;
    this.random = random;
    this.steps = steps;
    this.history = history;
    this.later = later;
    this.stamps = new long[(int) geometry.blockCount()];
    this.durable = new long[stamps.length];
  }

  @Override
  public VolumeGeometry geometry() {
    return geometry;
  }

  @Override
  public VolumeTraits traits() {
    return new VolumeTraits(new UUID(1, 1), new UUID(2, 2), true, false, true, true);
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    steps.operation();
    submit(() -> {
      for (long block = lba; destination.hasRemaining(); block++) {
        destination.putLong(stamps[(int) block]);
        destination.put(new byte[geometry.blockLength() - Long.BYTES]);
      }
      completion.done(null);
    });
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    long[] content = new long[blocks];
    return new WriteStream() {
      @Override
      public void data(int offset, ByteBuffer bytes) {
        for (int i = 0; i < blocks; i++) {
          content[i] = bytes.getLong(bytes.position() + i * geometry.blockLength());
        }
      }

      @Override
      public void finish(Completion completion) {
        change(lba, content, completion);
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    int blocks = data.remaining() / geometry.blockLength();
    long[] content = new long[blocks];
    for (int i = 0; i < blocks; i++) {
      content[i] = data.getLong(data.position() + i * geometry.blockLength());
    }
    history.changed(start + lba, content);
    steps.operation();
    submit(() -> {
      for (int i = 0; i < blocks; i++) {
        int block = (int) lba + i;
        stamps[block] = content[i];
        durable[block] = content[i];
        unflushed.removeIf(write -> write.block == block);
      }
      completion.done(null);
    });
  }

  private void change(long lba, long[] content, Completion completion) {
    history.changed(start + lba, content);
    steps.operation();
    submit(() -> {
      for (int i = 0; i < content.length; i++) {
        steps.operation();
        stamps[(int) lba + i] = content[i];
        unflushed.add(new Write((int) lba + i, content[i]));
      }
      completion.done(null);
    });
  }

  private void submit(Runnable operation) {
    if (later && random.nextInt(3) > 0) {
      pending.add(operation);
    } else {
      operation.run();
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

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    change(lba, new long[(int) blocks], completion);
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    change(lba, new long[(int) blocks], completion);
  }

  @Override
  public void flush(Completion completion) {
    steps.operation();
    System.arraycopy(stamps, 0, durable, 0, stamps.length);
    unflushed.clear();
    completion.done(null);
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return blocks;
  }

  @Override
  public void close() {}

  /** The process died: what was under way happened or not. */
  void killed() {
    steps.calm();
    for (Runnable operation : List.copyOf(pending)) {
      if (random.nextBoolean()) {
        operation.run();
      }
    }
    pending.clear();
  }

  /** The machine lost power: each unflushed write of a block is there or not, in any order. */
  void powerCut() {
    killed();
    System.arraycopy(durable, 0, stamps, 0, stamps.length);
    for (Write write : unflushed) {
      if (random.nextBoolean()) {
        stamps[write.block] = write.stamp;
      }
    }
    System.arraycopy(stamps, 0, durable, 0, stamps.length);
    unflushed.clear();
  }
}

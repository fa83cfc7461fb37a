package io.sealcopy.target;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.VolumeTraits;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A volume in memory whose completions and failures a test decides. */
public final class TestVolume implements Volume {
  private final VolumeGeometry geometry;
  private final ByteBuffer bytes;
  private VolumeTraits traits;

  /** Where operations complete; the default is at once. */
  public Executor completions = Runnable::run;

  /** What the next operations fail with. */
  public @Nullable VolumeFailure failure;

  /** The byte of the volume that every read shows inverted; none when negative. */
  public int damage = -1;

  /** Bytes of the longest atomic write; none are offered when 0. */
  public int atomicBytes;

  /** Blocks that {@link #mappedRun} calls deallocated. */
  public final BitSet unmapped = new BitSet();

  public final AtomicInteger bytesRead = new AtomicInteger();
  public final AtomicInteger atomicWrites = new AtomicInteger();
  public final AtomicInteger flushes = new AtomicInteger();
  public final AtomicInteger forced = new AtomicInteger();
  public final AtomicInteger aborts = new AtomicInteger();

  public TestVolume(int blockLength, int blocks) {
    geometry = new VolumeGeometry(blockLength, blocks);
    bytes = ByteBuffer.allocateDirect(blockLength * blocks);
    UUID id = new UUID(0x1122334455667788L, 0x99aabbccddeeff00L);
    traits = new VolumeTraits(id, id, false, false, true, true);
  }

  public TestVolume with(boolean writeProtected, boolean thin, boolean volatileCache) {
    traits = new VolumeTraits(traits.id(), traits.id(), false, writeProtected, thin, volatileCache);
    return this;
  }

  /** Gives it another identity. */
  public TestVolume named(UUID id) {
    traits =
        new VolumeTraits(
            id, id, false, traits.writeProtected(), traits.thin(), traits.volatileCache());
    return this;
  }

  /** The bytes of a range, for comparisons. */
  public byte[] content(long lba, int blocks) {
    byte[] copy = new byte[blocks * geometry.blockLength()];
    bytes.get(at(lba), copy);
    return copy;
  }

  public void fill(long lba, int blocks, int value) {
    for (int i = 0; i < blocks * geometry.blockLength(); i++) {
      bytes.put(at(lba) + i, (byte) value);
    }
  }

  private int at(long lba) {
    return Math.toIntExact(lba * geometry.blockLength());
  }

  private void end(Completion completion) {
    VolumeFailure ended = failure;
    completions.execute(() -> completion.done(ended));
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
    int start = destination.position();
    int count = destination.remaining();
    bytesRead.addAndGet(count);
    destination.put(bytes.slice(at(lba), count));
    int damaged = damage - at(lba);
    if (damage >= 0 && damaged >= 0 && damaged < count) {
      destination.put(start + damaged, (byte) ~destination.get(start + damaged));
    }
    end(completion);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return new WriteStream() {
      @Override
      public void data(int offset, ByteBuffer slice) {
        if (failure == null) {
          int count = slice.remaining();
          bytes.slice(at(lba) + offset, count).put(slice);
        }
      }

      @Override
      public void finish(Completion completion) {
        if (forceUnitAccess) {
          forced.incrementAndGet();
        }
        end(completion);
      }

      @Override
      public void abort() {
        aborts.incrementAndGet();
      }
    };
  }

  @Override
  public int atomicBytes() {
    return atomicBytes;
  }

  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    atomicWrites.incrementAndGet();
    bytes.slice(at(lba), data.remaining()).put(data);
    end(completion);
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    fill(lba, (int) blocks, 0);
    end(completion);
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    zero(lba, blocks, completion);
  }

  @Override
  public void flush(Completion completion) {
    flushes.incrementAndGet();
    end(completion);
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    int first = (int) lba;
    boolean gone = unmapped.get(first);
    int next = gone ? unmapped.nextClearBit(first) : unmapped.nextSetBit(first);
    long run = Math.min(blocks, next < 0 ? blocks : next - first);
    return gone ? -run : run;
  }

  @Override
  public void close() {}
}

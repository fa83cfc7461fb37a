package io.sealcopy.replicator.volume;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.VolumeTraits;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a logical unit shows: the volume itself, or its pair in front of it. It is exchanged while
 * sessions go on; whoever exchanges it learns when nothing is under way on the old way any more.
 */
public final class SwitchableVolume implements Volume {
  /** One way to the volume, and the changes under way on it. One more counts until it is left. */
  private static final class Way {
    final Volume volume;
    final AtomicInteger underWay = new AtomicInteger(1);
    final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();

    Way(Volume volume) {
      this.volume = volume;
    }

    boolean enter() {
      int now = underWay.get();
      while (now > 0) {
        if (underWay.compareAndSet(now, now + 1)) {
          return true;
        }
        now = underWay.get();
      }
      return false;
    }

    void leave() {
      if (underWay.decrementAndGet() == 0) {
        drained.complete(null);
      }
    }

    Completion leaving(Completion completion) {
      return (@Nullable VolumeFailure failure) -> {
        leave();
        completion.done(failure);
      };
    }
  }

  private volatile Way way;

  public SwitchableVolume(Volume volume) {
    this.way = new Way(volume);
  }

  /**
   * Everything that begins from now on goes to {@code volume}.
   *
   * @return complete when all changes that had begun before have ended
   */
  public CompletableFuture<@Nullable Void> switchTo(Volume volume) {
    Way old = way;
    way = new Way(volume);
    old.leave();
    return old.drained;
  }

  private Way enter() {
    Way current = way;
    while (!current.enter()) {
      current = way;
    }
    return current;
  }

  @Override
  public VolumeGeometry geometry() {
    return way.volume.geometry();
  }

  @Override
  public VolumeTraits traits() {
    return way.volume.traits();
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    way.volume.read(lba, destination, completion);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    Way entered = enter();
    return new Passing(entered, entered.volume.openWrite(lba, blocks, forceUnitAccess));
  }

  @Override
  public int atomicBytes() {
    return way.volume.atomicBytes();
  }

  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    Way entered = enter();
    entered.volume.writeAtomic(lba, data, entered.leaving(completion));
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    Way entered = enter();
    entered.volume.zero(lba, blocks, entered.leaving(completion));
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    Way entered = enter();
    entered.volume.unmap(lba, blocks, entered.leaving(completion));
  }

  @Override
  public void flush(Completion completion) {
    // Whoever is taken out of the way answers what it was asked before.
    Way entered = enter();
    entered.volume.flush(entered.leaving(completion));
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return way.volume.mappedRun(lba, blocks);
  }

  @Override
  public void close() {
    way.volume.close();
  }

  /** A write on its way to the volume that it began with. */
  private static final class Passing implements WriteStream, Completion {
    private final Way way;
    private final WriteStream stream;
    private @Nullable Completion completion;

    Passing(Way way, WriteStream stream) {
      this.way = way;
      this.stream = stream;
    }

    @Override
    public void data(int offset, ByteBuffer bytes) {
      stream.data(offset, bytes);
    }

    @Override
    public void all(ByteBuffer bytes, Completion told) {
      completion = told;
      stream.all(bytes, this);
    }

    @Override
    public void finish(Completion told) {
      completion = told;
      stream.finish(this);
    }

    @Override
    public void abort() {
      stream.abort();
      way.leave();
    }

    @Override
    public void done(@Nullable VolumeFailure failure) {
      way.leave();
      Objects.requireNonNull(completion).done(failure);
    }
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A copy's blocks on a volume; waits for it, so that the next record finds this one in place. */
final class VolumeBlocks implements CopyBlocks {
  private final Volume volume;

  VolumeBlocks(Volume volume) {
    this.volume = volume;
  }

  @Override
  public @Nullable VolumeFailure write(long lba, ByteBuffer bytes) {
    int blocks = bytes.remaining() / volume.geometry().blockLength();
    WriteStream stream = volume.openWrite(lba, blocks, false);
    stream.data(0, bytes);
    CompletableFuture<Optional<VolumeFailure>> done = new CompletableFuture<>();
    stream.finish(failure -> done.complete(Optional.ofNullable(failure)));
    return done.join().orElse(null);
  }

  @Override
  public boolean writeRun(long lba, ByteBuffer[] sources, int count) {
    return volume.writePastCache(lba, sources, count);
  }

  @Override
  public @Nullable VolumeFailure clear(long lba, long blocks) {
    return await(done -> volume.unmap(lba, blocks, done));
  }

  @Override
  public @Nullable VolumeFailure read(long lba, ByteBuffer into) {
    return await(done -> volume.read(lba, into, done));
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return volume.mappedRun(lba, blocks);
  }

  @Override
  public @Nullable VolumeFailure sync() {
    return await(volume::flush);
  }

  private static @Nullable VolumeFailure await(Consumer<Completion> operation) {
    CompletableFuture<Optional<VolumeFailure>> done = new CompletableFuture<>();
    operation.accept(failure -> done.complete(Optional.ofNullable(failure)));
    return done.join().orElse(null);
  }
}

package io.sealcopy.replicator.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.HostBuffers;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.storage.volume.MemoryVolume;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One volume with several remotes: pairs come and go, one above the other, while hosts write. */
class StackedPairsTest {
  private static final int BLOCK = 512;
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(BLOCK, 8192);

  @TempDir Path directory;

  private final Volume raw = new MemoryVolume(new UUID(1, 2), new UUID(3, 4), GEOMETRY);
  private final ServedVolume served = new ServedVolume("disk", raw);
  private final HostBuffers buffers = new HostBuffers(1 << 20, 1 << 28);
  private final AtomicLong written = new AtomicLong();
  private volatile boolean stop;

  private PairOnDisk pair(String name, long key, @Nullable PairFault fault) throws Exception {
    PairOnDisk pair = new PairOnDisk(directory.resolve(name), name, key, buffers);
    pair.putOn(served, fault);
    return pair;
  }

  /** Writes, one change at a time, until told to stop. */
  private @Nullable VolumeFailure load(int seed) {
    Random random = new Random(seed);
    while (!stop) {
      int blocks = 1 + random.nextInt(32);
      byte[] content = new byte[blocks * BLOCK];
      random.nextBytes(content);
      CompletableFuture<@Nullable VolumeFailure> ended = new CompletableFuture<>();
      long lba = random.nextInt(random.nextBoolean() ? 64 : 8000);
      WriteStream stream = served.unit().openWrite(lba, blocks, random.nextInt(50) == 0);
      stream.data(0, ByteBuffer.wrap(content));
      stream.finish(ended::complete);
      VolumeFailure failure = ended.orTimeout(30, TimeUnit.SECONDS).join();
      if (failure != null) {
        return failure;
      }
      written.incrementAndGet();
    }
    return null;
  }

  private List<CompletableFuture<@Nullable VolumeFailure>> startLoad() {
    List<CompletableFuture<@Nullable VolumeFailure>> loads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int seed = i;
      loads.add(CompletableFuture.supplyAsync(() -> load(seed)));
    }
    return loads;
  }

  private void stopLoad(List<CompletableFuture<@Nullable VolumeFailure>> loads) {
    stop = true;
    loads.forEach(load -> assertThat(load.join()).isNull());
  }

  private void someWrites() throws InterruptedException {
    long until = written.get() + 50;
    while (written.get() < until) {
      Thread.sleep(1);
    }
  }

  private byte[] content() {
    ByteBuffer now = ByteBuffer.allocate((int) GEOMETRY.byteCount());
    raw.read(0, now, failure -> assertThat(failure).isNull());
    return now.array();
  }

  @Test
  void pairsComeAndGoInAnyOrderWhileHostsWrite() throws Exception {
    List<CompletableFuture<@Nullable VolumeFailure>> loads = startLoad();
    PairOnDisk lowest = pair("lowest", 0x1111, null);
    someWrites();
    PairOnDisk middle = pair("middle", 0x2222, null);
    someWrites();
    lowest.takeOut();
    someWrites();
    PairOnDisk upper = pair("upper", 0x3333, null);
    PairOnDisk uppermost = pair("uppermost", 0x4444, null);
    someWrites();
    uppermost.takeOut();
    someWrites();
    stopLoad(loads);
    middle.flush();
    upper.flush();
    assertThat(middle.opened()).isEqualTo(content());
    assertThat(upper.opened()).isEqualTo(content());
    assertThat(middle.stored()).isNotEqualTo(upper.stored());
    upper.takeOut();
    middle.takeOut();
    assertThat(served.top()).isSameAs(raw);
  }

  @Test
  void aSuspendedPairBelowStopsNobody() throws Exception {
    PairFault fault = new PairFault(PairFault.Reason.REMOTE_REFUSED, "no role");
    PairOnDisk lower = pair("lower", 0x1111, fault);
    PairOnDisk upper = pair("upper", 0x2222, null);
    List<CompletableFuture<@Nullable VolumeFailure>> loads = startLoad();
    someWrites();
    stopLoad(loads);
    upper.flush();
    assertThat(upper.opened()).isEqualTo(content());
    assertThat(lower.state()).isEqualTo(PairState.PSUE);
    upper.takeOut();
    lower.takeOut();
  }

  @Test
  void aFlushOfAHostReachesEveryPair() throws Exception {
    PairOnDisk lower = pair("lower", 0x1111, null);
    PairOnDisk upper = pair("upper", 0x2222, null);
    CompletableFuture<@Nullable VolumeFailure> ended = new CompletableFuture<>();
    served.unit().zero(0, 100, failure -> served.unit().flush(ended::complete));
    assertThat(ended.get(30, TimeUnit.SECONDS)).isNull();
    lower.takeOut();
    upper.takeOut();
  }
}

package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.storage.volume.CallersLoop;
import io.sealcopy.storage.volume.MemoryVolume;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several event loops and the group's own thread take turns at one core. */
class GroupLoopTest {
  private static final int BLOCK = 512;
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(BLOCK, 8192);
  private static final long CAPACITY = 8 << 20;
  private static final int LOOPS = 3;
  private static final int TURNS = 400;
  private static final int CHANGES_A_TURN = 5;

  @TempDir Path directory;

  private final Volume volume = new MemoryVolume(new UUID(1, 2), new UUID(3, 4), GEOMETRY);
  private final ByteBuffer image = ByteBuffer.allocate((int) GEOMETRY.byteCount());

  /** A remote that applies each WRITE as it comes, and says so from another thread. */
  private final class Link implements ReplicationLink {
    private final GroupLoop loop;
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private long arrivals;

    Link(GroupLoop loop) {
      this.loop = loop;
    }

    @Override
    public void open(long nexus) {
      loop.opened(nexus, new RemoteKind.Ours(arrivals));
    }

    @Override
    public void write(long nexus, long token, int member, long lba, ByteBuffer data) {
      arrivals++;
      answers.execute(() -> {
        int at = Math.toIntExact(lba * BLOCK);
        for (int i = 0; data.hasRemaining(); i += Long.BYTES) {
          image.putLong(at + i, ~data.getLong());
        }
        loop.acknowledged(nexus, token);
      });
    }

    @Override
    public void flush(long nexus, long token) {
      loop.acknowledged(nexus, token);
    }

    @Override
    public void close() {
      answers.shutdown();
    }
  }

  private static void seal(long lba, ByteBuffer plain, ByteBuffer sealed) {
    while (plain.hasRemaining()) {
      sealed.putLong(~plain.getLong());
    }
  }

  @Test
  void overlappingChangesOfSeveralLoopsArriveInTheOrderOfTheVolume() throws Exception {
    try (ChannelDirectory files = ChannelDirectory.open(directory);
        RingJournal journal =
            RingJournal.create(files.open("journal"), CAPACITY, origin(), () -> 7)) {
      GroupParameters parameters = GroupParameters.standard("test", CAPACITY);
      GroupMembers members =
          new GroupMembers(
              parameters, List.of(new GroupMember.Part("volume", volume, GroupLoopTest::seal)));
      ActivityRegions regions =
          ActivityRegions.create(files.open("activity"), members.regionCount(), 5);
      PairFiles pair = new PairFiles(files);
      ShippingBase base = new ShippingBase(ShippingBase.ADOPT, 1);
      pair.storeBase(base);
      HostBuffers buffers = new HostBuffers(1 << 20, 1 << 28);
      try (GroupLoop loop = new GroupLoop("test", List.of(volume), journal, pair)) {
        Link link = new Link(loop);
        loop.start(ports ->
            new GroupCore(
                parameters,
                members,
                journal,
                regions,
                buffers,
                ports,
                link,
                new Standing(base, null, PairHold.NONE, PairOptions.DEFAULT)));
        write(new PairedVolume(volume, 0, buffers, 1 << 18, loop::submit, loop::post));
        CompletableFuture<CommandResult> flushed = new CompletableFuture<>();
        loop.post(new GroupEvent.Flush(flushed::complete));
        assertThat(flushed.get(60, TimeUnit.SECONDS)).isInstanceOf(CommandResult.Done.class);
        ByteBuffer now = ByteBuffer.allocate((int) GEOMETRY.byteCount());
        volume.read(0, now, failure -> assertThat(failure).isNull());
        assertThat(image.array()).isEqualTo(now.array());
      }
      regions.close();
    }
  }

  private static RingJournal.Origin origin() {
    return new RingJournal.Origin(
        new UUID(1, 1),
        List.of(new RingJournal.Origin.Volume(new UUID(3, 4), BLOCK)),
        1,
        SealSuite.AES_256_XTS,
        new KeyId(1, 2),
        1);
  }

  /** Each loop gives several changes at a time, many of the same blocks, and waits for none. */
  private static void write(Volume paired) throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(LOOPS * TURNS * CHANGES_A_TURN);
    ConcurrentLinkedQueue<Object> failures = new ConcurrentLinkedQueue<>();
    List<ExecutorService> loops = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      ExecutorService loop = Executors.newSingleThreadExecutor();
      loops.add(loop);
      Random random = new Random(i);
      loop.execute(() -> CallersLoop.set(loop));
      for (int turn = 0; turn < TURNS; turn++) {
        loop.execute(() -> {
          for (int change = 0; change < CHANGES_A_TURN; change++) {
            int blocks = 1 + random.nextInt(32);
            long lba = random.nextInt(random.nextBoolean() ? 64 : 8000);
            WriteStream stream = paired.openWrite(lba, blocks, random.nextInt(50) == 0);
            byte[] content = new byte[blocks * BLOCK];
            random.nextBytes(content);
            stream.data(0, ByteBuffer.wrap(content));
            stream.finish(failure -> {
              if (failure != null) {
                failures.add(failure);
              }
              answered.countDown();
            });
          }
        });
      }
    }
    assertThat(answered.await(60, TimeUnit.SECONDS)).as("every change is answered").isTrue();
    assertThat(failures).isEmpty();
    loops.forEach(ExecutorService::shutdown);
  }
}

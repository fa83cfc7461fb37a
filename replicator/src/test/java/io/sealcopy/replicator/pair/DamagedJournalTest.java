package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.storage.volume.MemoryVolume;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage in a journal that is not read at the start: nothing of it is shipped, and it is told. */
class DamagedJournalTest {
  private static final int BLOCK = 512;
  private static final int LENGTH = 64 * 1024;
  private static final int RECORDS = 40;
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(BLOCK, 8192);
  private static final long CAPACITY = 8 << 20;

  /** Frame, header and data. */
  private static final int SPAN = 48 + 160 + LENGTH;

  @TempDir Path directory;

  private final Volume volume = new MemoryVolume(new UUID(1, 2), new UUID(3, 4), GEOMETRY);
  private final BitSet written = new BitSet();

  /** A remote that notes where it is written to. */
  private final class Link implements ReplicationLink {
    private final GroupLoop loop;

    Link(GroupLoop loop) {
      this.loop = loop;
    }

    @Override
    public void open(long nexus) {
      loop.opened(nexus, new RemoteKind.Ours(0));
    }

    @Override
    public void write(long nexus, long token, int member, long lba, ByteBuffer data) {
      synchronized (written) {
        written.set((int) lba, (int) lba + data.remaining() / BLOCK);
      }
      loop.acknowledged(nexus, token);
    }

    @Override
    public void flush(long nexus, long token) {
      loop.acknowledged(nexus, token);
    }

    @Override
    public void close() {}
  }

  @Test
  void damageThatShippingMeetsSuspendsThePairAndEverythingIsToBeCopied() throws Exception {
    journalWith(RECORDS);
    damage(10L * SPAN + 1000);
    PairStatus status = start(null);
    assertThat(fault(status).reason()).isEqualTo(PairFault.Reason.JOURNAL_DAMAGED);
    assertThat(fault(status).message()).contains("damaged body").contains("" + 10L * SPAN);
    assertThat(status.dirtyRegions()).isEqualTo(status.regions());
    assertThat(status.lastSequence()).isEqualTo(RECORDS);
    synchronized (written) {
      assertThat(written.length()).isEqualTo(10 * LENGTH / BLOCK);
    }
  }

  @Test
  void damageThatTheStartMeetsSuspendsThePairAndEverythingIsToBeCopied() throws Exception {
    journalWith(RECORDS);
    damage(-8192);
    damage(-4096);
    PairStatus status = start("");
    assertThat(fault(status).reason()).isEqualTo(PairFault.Reason.JOURNAL_DAMAGED);
    assertThat(status.dirtyRegions()).isEqualTo(status.regions());
    assertThat(written.isEmpty()).isTrue();
  }

  @Test
  void whatIsPendingIsKnownWithoutReadingIt() throws Exception {
    journalWith(RECORDS);
    try (ChannelDirectory files = ChannelDirectory.open(directory);
        RingJournal journal = open(files, 31)) {
      assertThat(journal.pending(31)).isEqualTo(new Journal.Pending(30L * SPAN, 10L * LENGTH));
    }
    damage(10L * SPAN + 1000);
    try (ChannelDirectory files = ChannelDirectory.open(directory);
        RingJournal journal = open(files, 5)) {
      assertThat(journal.pending(5)).isEqualTo(new Journal.Pending(4L * SPAN, 36L * LENGTH));
    }
  }

  @Test
  void damageInWhatIsProvenButNotGivenUpIsToldAtTheStart() throws Exception {
    journalWith(RECORDS);
    damage(10L * SPAN + 1000);
    try (ChannelDirectory files = ChannelDirectory.open(directory);
        RingJournal journal = open(files, 31)) {
      assertThat(journal.damage()).contains("damaged body");
      assertThat(journal.nextSequence()).isGreaterThan(RECORDS);
    }
  }

  private static PairFault fault(PairStatus status) {
    PairFault fault = status.fault();
    if (fault == null) {
      throw new AssertionError("not suspended: " + status);
    }
    return fault;
  }

  /** Starts the pair and waits until it is suspended. */
  private PairStatus start(@Nullable String damageAtStart) throws Exception {
    try (ChannelDirectory files = ChannelDirectory.open(directory);
        RingJournal journal = open(files, 1)) {
      GroupParameters parameters = GroupParameters.standard("test", CAPACITY);
      GroupMembers members =
          new GroupMembers(
              parameters,
              List.of(new GroupMember.Part("volume", volume, DamagedJournalTest::seal)));
      ActivityRegions regions =
          ActivityRegions.create(files.open("activity"), members.regionCount(), 5);
      PairFiles pair = new PairFiles(files);
      ShippingBase base = new ShippingBase(0, 1);
      pair.storeBase(base);
      String damage = journal.damage();
      assertThat(damage == null).isEqualTo(damageAtStart == null);
      PairFault found =
          damage == null ? null : new PairFault(PairFault.Reason.JOURNAL_DAMAGED, damage);
      HostBuffers buffers = new HostBuffers(1 << 20, 1 << 28);
      try (GroupLoop loop = new GroupLoop("test", List.of(volume), journal, pair)) {
        loop.start(ports ->
            new GroupCore(
                parameters,
                members,
                journal,
                regions,
                buffers,
                ports,
                new Link(loop),
                new Standing(base, found, PairHold.NONE, PairOptions.DEFAULT)));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> status(loop).fault() != null);
        return status(loop);
      }
    }
  }

  private static PairStatus status(GroupLoop loop) throws Exception {
    CompletableFuture<PairStatus> status = new CompletableFuture<>();
    loop.post(new GroupEvent.Query(status::complete));
    return status.get(20, TimeUnit.SECONDS);
  }

  private static void seal(long lba, ByteBuffer plain, ByteBuffer sealed) {
    sealed.put(plain);
  }

  private void journalWith(int records) throws IOException {
    try (ChannelDirectory files = ChannelDirectory.open(directory);
        RingJournal journal =
            RingJournal.create(files.open("journal"), CAPACITY, origin(), () -> 7)) {
      for (int i = 0; i < records; i++) {
        ByteBuffer data = ByteBuffer.allocateDirect(LENGTH);
        int blocks = LENGTH / BLOCK;
        journal.append(RecordKind.DATA, true, 0, (long) i * blocks, blocks, data, 1);
        journal.stage();
      }
    }
  }

  private void damage(long position) throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("journal").toFile(), "rw")) {
      file.seek(8192 + position);
      int old = file.read();
      file.seek(8192 + position);
      file.write(old ^ 1);
    }
  }

  private static RingJournal open(ChannelDirectory files, long sequence) throws IOException {
    return RingJournal.open(files.open("journal"), CAPACITY, origin(), () -> 8, sequence);
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
}

package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.replicator.link.LinkRefusal;
import io.sealcopy.replicator.link.ReplicationLink;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.storage.volume.MemoryVolume;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.WriteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The old main centre learns that its copy was taken over: hosts are refused, nothing is lost. */
class FencedGroupTest {
  private static final int BLOCK = 512;
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(BLOCK, 8192);
  private static final long CAPACITY = 8 << 20;

  /** What stands before the records of a journal. */
  private static final int CHECKPOINT_BYTES = 8192;

  @TempDir Path directory;

  private final Volume volume = new MemoryVolume(new UUID(1, 2), new UUID(3, 4), GEOMETRY);

  /** A remote that was taken over, or is away. */
  private record Link(GroupLoop loop, boolean takenOver) implements ReplicationLink {
    @Override
    public void open(long nexus) {
      if (takenOver) {
        loop.refused(nexus, new LinkRefusal(LinkRefusal.Kind.FENCED, "taken over"));
      }
    }

    @Override
    public void write(long nexus, long token, int member, long lba, ByteBuffer data) {}

    @Override
    public void flush(long nexus, long token) {}

    @Override
    public void close() {}
  }

  /** A life of the main centre. */
  private void run(boolean create, boolean takenOver, Consumer<GroupLoop> life) throws IOException {
    run(create, takenOver, PairOptions.DEFAULT, life);
  }

  private void run(boolean create, boolean takenOver, PairOptions options, Consumer<GroupLoop> life)
      throws IOException {
    try (ChannelDirectory files = ChannelDirectory.open(directory);
        RingJournal journal = journal(files, create)) {
      GroupParameters parameters = GroupParameters.standard("test", CAPACITY);
      GroupMembers members =
          new GroupMembers(
              parameters, List.of(new GroupMember.Part("volume", volume, FencedGroupTest::seal)));
      int count = members.regionCount();
      if (create) {
        ActivityRegions none = ActivityRegions.create(files.open("activity"), count, 5);
        for (int i = 0; i < count; i++) {
          none.setDirty(i, false);
        }
        none.persist();
        none.close();
        new PairFiles(files).storeBase(new ShippingBase(0, 1));
      }
      PairFiles pair = new PairFiles(files);
      ActivityRegions regions = ActivityRegions.open(files.open("activity"), count, 6);
      HostBuffers buffers = new HostBuffers(1 << 20, 1 << 28);
      try (GroupLoop loop = new GroupLoop("test", List.of(volume), journal, pair)) {
        PairFault stored = pair.fault();
        loop.start(ports ->
            new GroupCore(
                parameters,
                members,
                journal,
                regions,
                buffers,
                ports,
                new Link(loop, takenOver),
                new Standing(pair.base(), stored, PairHold.NONE, options)));
        life.accept(loop);
      }
      regions.close();
    }
  }

  private static RingJournal journal(ChannelDirectory files, boolean create) throws IOException {
    RingJournal.Origin origin =
        new RingJournal.Origin(
            new UUID(1, 1),
            List.of(new RingJournal.Origin.Volume(new UUID(3, 4), BLOCK)),
            1,
            SealSuite.AES_256_XTS,
            new KeyId(1, 2),
            1);
    return create
        ? RingJournal.create(files.open("journal"), CAPACITY, origin, () -> 7)
        : RingJournal.open(files.open("journal"), CAPACITY, origin, () -> 8, 1);
  }

  private static void seal(long lba, ByteBuffer plain, ByteBuffer sealed) {
    sealed.put(plain);
  }

  private Optional<VolumeFailure> write(GroupLoop loop, long lba, int blocks) {
    PairedVolume paired =
        new PairedVolume(
            volume, 0, new HostBuffers(1 << 20, 1 << 28), 256 * 1024, loop::submit, loop::post);
    CompletableFuture<Optional<VolumeFailure>> done = new CompletableFuture<>();
    WriteStream stream = paired.openWrite(lba, blocks, false);
    stream.data(0, ByteBuffer.allocateDirect(blocks * BLOCK).put(3, (byte) 1));
    stream.finish((@Nullable VolumeFailure failure) -> done.complete(Optional.ofNullable(failure)));
    return done.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static <T> T ask(GroupLoop loop, Function<Consumer<T>, GroupEvent> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.post(question.apply(answer::complete));
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Unshipped unshipped(GroupLoop loop) {
    return ask(loop, GroupEvent.TellUnshipped::new);
  }

  private static void awaitFenced(GroupLoop loop) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          PairFault fault = loop.query().join().fault();
          return fault != null && fault.reason() == PairFault.Reason.FENCED;
        });
  }

  private record Change(long lba, int blocks) {}

  /** A first life in which the remote is away while a host writes. */
  private void leaveUnshipped(Change... changes) throws IOException {
    run(
        true,
        false,
        loop -> {
          for (Change change : changes) {
            assertThat(write(loop, change.lba, change.blocks)).isEmpty();
          }
          Awaitility.await().until(() -> loop.query().join().lagChanges() == changes.length);
        });
  }

  @Test
  void hostsAreRefusedAlsoAfterARestartAndReadsGoOn() throws Exception {
    run(
        true,
        true,
        loop -> {
          awaitFenced(loop);
          assertThat(write(loop, 0, 8)).containsInstanceOf(VolumeFailure.Protected.class);
        });
    run(
        false,
        false,
        loop -> {
          assertThat(loop.query().join().state()).isEqualTo(PairState.PSUE);
          assertThat(write(loop, 0, 8)).containsInstanceOf(VolumeFailure.Protected.class);
        });
  }

  @Test
  void hostsGoOnWhenTheOperatorWantsItAndAllTheyChangeIsMarked() throws Exception {
    PairOptions goOn = PairOptions.DEFAULT.withWhenFenced(PairOptions.WhenFenced.CONTINUE);
    run(
        true,
        true,
        goOn,
        loop -> {
          awaitFenced(loop);
          assertThat(write(loop, 2048, 8)).isEmpty();
          assertThat(loop.query().join().lastSequence()).as("nothing is journalled").isZero();
          assertThat(unshipped(loop).ranges()).containsExactly(new Unshipped.Range(0, 2048, 2048));
        });
    run(
        false,
        false,
        goOn,
        loop -> {
          assertThat(write(loop, 0, 8)).as("after a restart too").isEmpty();
          assertThat(unshipped(loop).ranges()).containsExactly(new Unshipped.Range(0, 0, 4096));
          assertThat(
                  FencedGroupTest.<CommandResult>ask(
                      loop,
                      done ->
                          new GroupEvent.Modify(
                              goOn.withWhenFenced(PairOptions.WhenFenced.REFUSE), done)))
              .isInstanceOf(CommandResult.Done.class);
          assertThat(write(loop, 0, 8)).containsInstanceOf(VolumeFailure.Protected.class);
        });
  }

  @Test
  void whatWasNotShippedIsListed() throws Exception {
    leaveUnshipped(new Change(100, 8), new Change(104, 8), new Change(4000, 1));
    run(
        false,
        true,
        loop -> {
          awaitFenced(loop);
          Unshipped unshipped = unshipped(loop);
          assertThat(unshipped.ranges())
              .containsExactly(new Unshipped.Range(0, 100, 12), new Unshipped.Range(0, 4000, 1));
          assertThat(unshipped.changes()).isEqualTo(3);
          assertThat(unshipped.bytes()).isEqualTo(13 * BLOCK);
          assertThat(unshipped.oldestMillis()).isPositive();
          assertThat(unshipped.complete()).isTrue();
        });
  }

  @Test
  void everythingIsListedWhenTheJournalCannotBeReadAnyMore() throws Exception {
    leaveUnshipped(new Change(100, 8), new Change(4000, 1));
    turnABitOverInTheFirstRecord();
    run(
        false,
        true,
        loop -> {
          awaitFenced(loop);
          Unshipped unshipped = unshipped(loop);
          assertThat(unshipped.complete()).isFalse();
          assertThat(unshipped.bytes())
              .as("no region is marked any more: what was in the journal may be anywhere")
              .isEqualTo(GEOMETRY.byteCount());
        });
  }

  private void turnABitOverInTheFirstRecord() throws IOException {
    Path journal = directory.resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    int at = CHECKPOINT_BYTES;
    while (bytes[at] == 0) {
      at++;
    }
    bytes[at] ^= 0x10;
    Files.write(journal, bytes);
  }

  @Test
  void nothingIsListedWhenTheRemoteHasEverything() throws Exception {
    run(
        true,
        true,
        loop -> {
          awaitFenced(loop);
          assertThat(unshipped(loop).isEmpty()).isTrue();
        });
  }

  @Test
  void aPlainResyncIsRefused() throws Exception {
    run(
        true,
        true,
        loop -> {
          awaitFenced(loop);
          assertThat(FencedGroupTest.<CommandResult>ask(loop, GroupEvent.Resync::new))
              .isInstanceOfSatisfying(
                  CommandResult.NotNow.class,
                  refused -> assertThat(refused.message()).contains("another owner"));
          assertThat(write(loop, 0, 8)).isPresent();
        });
  }

  @Test
  void whateverElseGoesWrongTheGroupStaysFenced() throws Exception {
    run(
        true,
        true,
        loop -> {
          awaitFenced(loop);
          loop.post(
              new GroupEvent.Suspend(new PairFault(PairFault.Reason.JOURNAL_DAMAGED, "damaged")));
          PairStatus status = loop.query().join();
          assertThat(status.fault())
              .extracting(PairFault::reason)
              .isEqualTo(PairFault.Reason.FENCED);
          assertThat(unshipped(loop).bytes())
              .as("what nobody knows any more counts")
              .isEqualTo(GEOMETRY.byteCount());
        });
  }
}

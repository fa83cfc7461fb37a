package io.sealcopy.replicator.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.GroupCore;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.GroupLoop;
import io.sealcopy.replicator.pair.GroupMember;
import io.sealcopy.replicator.pair.GroupMembers;
import io.sealcopy.replicator.pair.GroupParameters;
import io.sealcopy.replicator.pair.HostBuffers;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairFiles;
import io.sealcopy.replicator.pair.PairHold;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairedVolume;
import io.sealcopy.replicator.pair.RingJournal;
import io.sealcopy.replicator.pair.ShippingBase;
import io.sealcopy.replicator.pair.Standing;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.storage.volume.Volume;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pair with real files and threads, and a remote in memory; sealing is XOR with its key. */
final class PairOnDisk {
  private static final long CAPACITY = 8 << 20;

  private final ChannelDirectory files;
  private final String name;
  private final long key;
  private final HostBuffers buffers;
  private final ExecutorService answers = Executors.newSingleThreadExecutor();
  private byte[] image = new byte[0];
  private @Nullable GroupLoop loop;
  private @Nullable ServedVolume served;
  private @Nullable PairedVolume view;

  PairOnDisk(Path directory, String name, long key, HostBuffers buffers) throws Exception {
    this.files = ChannelDirectory.open(directory);
    this.name = name;
    this.key = key;
    this.buffers = buffers;
  }

  /** A remote that applies each WRITE as it comes, and says so from another thread. */
  private final class Link implements ReplicationLink {
    private final GroupLoop told;
    private final int blockLength;

    Link(GroupLoop told, int blockLength) {
      this.told = told;
      this.blockLength = blockLength;
    }

    @Override
    public void open(long nexus) {
      told.opened(nexus, new RemoteKind.Ours(0));
    }

    @Override
    public void write(long nexus, long token, int member, long lba, ByteBuffer data) {
      answers.execute(() -> {
        data.get(image, Math.toIntExact(lba * blockLength), data.remaining());
        told.acknowledged(nexus, token);
      });
    }

    @Override
    public void flush(long nexus, long token) {
      told.acknowledged(nexus, token);
    }

    @Override
    public void close() {}
  }

  private void seal(long lba, ByteBuffer plain, ByteBuffer sealed) {
    while (plain.hasRemaining()) {
      sealed.putLong(plain.getLong() ^ key);
    }
  }

  void putOn(ServedVolume volume, @Nullable PairFault fault) throws Exception {
    Volume below = volume.top();
    int blockLength = below.geometry().blockLength();
    image = new byte[(int) below.geometry().byteCount()];
    GroupParameters parameters = GroupParameters.standard(name, CAPACITY);
    GroupMembers members =
        new GroupMembers(
            parameters, List.of(new GroupMember.Part(volume.name(), below, this::seal)));
    RingJournal journal =
        RingJournal.create(files.open("journal"), CAPACITY, origin(blockLength), () -> key);
    ActivityRegions regions =
        ActivityRegions.create(files.open("activity"), members.regionCount(), key);
    PairFiles kept = new PairFiles(files);
    ShippingBase base = new ShippingBase(ShippingBase.ADOPT, 1);
    kept.storeBase(base);
    GroupLoop made = new GroupLoop(name, List.of(below), journal, kept);
    PairedVolume put =
        new PairedVolume(below, 0, buffers, parameters.chunkBytes(), made::submit, made::post);
    volume.put(below, put).get(30, TimeUnit.SECONDS);
    made.start(ports ->
        new GroupCore(
            parameters,
            members,
            journal,
            regions,
            buffers,
            ports,
            new Link(made, blockLength),
            new Standing(base, fault, PairHold.NONE, PairOptions.DEFAULT)));
    loop = made;
    view = put;
    served = volume;
  }

  private static RingJournal.Origin origin(int blockLength) {
    return new RingJournal.Origin(
        new UUID(1, 1),
        List.of(new RingJournal.Origin.Volume(new UUID(3, 4), blockLength)),
        1,
        SealSuite.AES_256_XTS,
        new KeyId(1, 2),
        1);
  }

  void takeOut() throws Exception {
    Objects.requireNonNull(served).take(Objects.requireNonNull(view)).get(30, TimeUnit.SECONDS);
    Objects.requireNonNull(loop).close();
    answers.shutdown();
    files.close();
  }

  /** Returns when everything is at the remote. */
  void flush() throws Exception {
    CompletableFuture<CommandResult> flushed = new CompletableFuture<>();
    Objects.requireNonNull(loop).post(new GroupEvent.Flush(flushed::complete));
    assertThat(flushed.get(60, TimeUnit.SECONDS)).isInstanceOf(CommandResult.Done.class);
  }

  PairState state() {
    return Objects.requireNonNull(loop).query().join().state();
  }

  /** What the remote holds. */
  byte[] stored() {
    return image.clone();
  }

  /** The same, opened with the pair's key. */
  byte[] opened() {
    ByteBuffer plain = ByteBuffer.allocate(image.length);
    seal(0, ByteBuffer.wrap(image), plain);
    return plain.array();
  }
}

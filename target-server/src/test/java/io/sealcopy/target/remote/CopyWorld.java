package io.sealcopy.target.remote;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.OpaqueBytes;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.TakeOverStatus;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One copy on a simulated disk, whose background jobs run when the test says so. */
final class CopyWorld {
  static final int BLOCK = 512;
  static final UUID GROUP = new UUID(1, 1);
  static final UUID VOLUME = new UUID(2, 2);

  final SimDisk disk;
  final long blocks;
  final List<CopyPorts.Job> jobs = new ArrayList<>();
  SealedCopyCore core;
  StorageFile file;

  /** Of copies booted from now on. */
  int patience = -1;

  CopyWorld(SimDisk disk, long blocks) {
    this.disk = disk;
    this.blocks = blocks;
    this.file = disk.root().open("volume");
    this.core = boot();
  }

  /** Opens everything anew, as after a start of the program. */
  SealedCopyCore boot() {
    jobs.clear();
    file = disk.root().open("volume");
    CopyDirectory directory = directory();
    core = new SealedCopyCore(directory, directory.open(), new Ports());
    return core;
  }

  private final class Ports implements CopyPorts {
    @Override
    public void inBackground(Job job) {
      jobs.add(job);
    }

    @Override
    public int patienceAfterDisaster() {
      return patience;
    }
  }

  CopyDirectory directory() {
    return new CopyDirectory(
        "copy",
        disk.root().directory("copy"),
        new SimBlocks(file, BLOCK),
        new VolumeGeometry(BLOCK, blocks),
        1 << 20,
        () -> 7 + disk.changes());
  }

  void apply(CopyEvent event) {
    core.apply(event);
    core.settle();
  }

  /** Runs background jobs until there are none. */
  void runJobs() {
    while (!jobs.isEmpty()) {
      apply(jobs.removeFirst().run());
    }
  }

  /** The answer of a command, null when it did not come yet. */
  static final class Reply implements CopyAnswer.Listener {
    @Nullable CopyAnswer answer;

    @Override
    public void answered(CopyAnswer given) {
      if (answer != null) {
        throw new AssertionError("answered twice");
      }
      answer = given;
    }
  }

  CopyAnswer command(Function<CopyAnswer.Listener, CopyEvent> event) {
    Reply reply = new Reply();
    apply(event.apply(reply));
    runJobs();
    if (reply.answer == null) {
      throw new AssertionError("no answer");
    }
    return reply.answer;
  }

  static BindCopy bindList(long blocks, long epoch) {
    return new BindCopy(
        GROUP, VOLUME, Direction.MAIN_TO_REMOTE, epoch, BLOCK, blocks, BindCopy.Holes.SEALED);
  }

  static KeyId keyId(int generation) {
    return new KeyId(99, generation);
  }

  static byte[] keyRecord(int generation) {
    OpaqueBytes some = OpaqueBytes.copyOf(new byte[] {1, 2, 3});
    return new KeyRecord(
            new KeyDescription(
                GROUP,
                Direction.MAIN_TO_REMOTE,
                1,
                keyId(generation),
                generation,
                0,
                1,
                0,
                Sha256.NONE),
            List.of(new KeyRecord.Recipient(Sha256.hashOf(new byte[] {1}), some)),
            new KeyRecord.Signer(Sha256.hashOf(new byte[] {2}), some, 1),
            some)
        .encode();
  }

  static OpenNexus openList(int generation, long epoch) {
    return new OpenNexus(
        GROUP, VOLUME, Direction.MAIN_TO_REMOTE, epoch, generation, keyId(generation));
  }

  /** Binds, stores the keys of generations 1 and 2. */
  void bind() {
    command(l -> new CopyEvent.Bind(bindList(blocks, 1), l));
    for (int generation = 1; generation <= 2; generation++) {
      ByteBuffer record = ByteBuffer.wrap(keyRecord(generation));
      command(l -> new CopyEvent.StoreKey(record, l));
    }
  }

  long open(long nexus, int generation) {
    CopyAnswer answer = command(l -> new CopyEvent.OpenNexus(nexus, openList(generation, 1), l));
    return ((CopyAnswer.Opened) answer).opening();
  }

  /** Takes the copy over, as an operator who has read its status. */
  void takeOver() {
    long token = takeOverStatus(true).token();
    CopyAnswer answer = command(l -> new CopyEvent.TakeOverCopy(token, l));
    if (!(answer instanceof CopyAnswer.Done)) {
      throw new AssertionError(answer);
    }
  }

  TakeOverStatus takeOverStatus(boolean operator) {
    CopyAnswer answer = command(l -> new CopyEvent.ReadTakeOver(operator, l));
    return value(TakeOverStatus.decode(((CopyAnswer.Data) answer).bytes()));
  }

  CopyStatus status() {
    CopyAnswer answer = command(CopyEvent.ReadStatus::new);
    return value(CopyStatus.decode(((CopyAnswer.Data) answer).bytes()));
  }

  TableAnswer table(long nexus, boolean clear) {
    CopyAnswer answer = command(l -> new CopyEvent.ReadTable(nexus, clear, 0, 0, 1 << 20, l));
    return tableOf(answer);
  }

  static TableAnswer tableOf(@Nullable CopyAnswer answer) {
    CopyAnswer.Data data = (CopyAnswer.Data) Objects.requireNonNull(answer, "no answer yet");
    return value(TableAnswer.decode(data.bytes()));
  }

  static <T> T value(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Valid<T>(T value) -> value;
      case Decoded.Malformed<T> malformed -> throw new AssertionError(malformed.message());
    };
  }

  /** How a write ended. */
  static final class Written {
    boolean ended;
    Optional<VolumeFailure> failure = Optional.empty();

    void done(@Nullable VolumeFailure how) {
      if (ended) {
        throw new AssertionError("completed twice");
      }
      ended = true;
      failure = Optional.ofNullable(how);
    }

    boolean good() {
      return ended && failure.isEmpty();
    }
  }

  Written replicate(long opening, long lba, ByteBuffer data) {
    Written written = new Written();
    replicate(opening, lba, data, written);
    return written;
  }

  void replicate(long opening, long lba, ByteBuffer data, Written written) {
    apply(new CopyEvent.ReplicationWrite(opening, lba, buffer(data), written::done));
  }

  Written decrypt(long nexus, long lba, ByteBuffer data) {
    Written written = new Written();
    decrypt(nexus, lba, data, written);
    return written;
  }

  void decrypt(long nexus, long lba, ByteBuffer data, Written written) {
    apply(new CopyEvent.DecryptorWrite(nexus, lba, buffer(data), written::done));
  }

  Written write(long nexus, long lba, ByteBuffer data) {
    Written written = new Written();
    apply(new CopyEvent.HostWrite(nexus, lba, buffer(data), written::done));
    return written;
  }

  private static BlockBuffer buffer(ByteBuffer data) {
    boolean[] released = new boolean[1];
    return new BlockBuffer(
        data,
        _ -> {
          if (released[0]) {
            throw new AssertionError("released twice");
          }
          released[0] = true;
        });
  }

  /** Blocks that tell what they are: kind, generation, number of the write, LBA. */
  static ByteBuffer content(char kind, int generation, long number, long lba, int blocks) {
    ByteBuffer data = ByteBuffer.allocate(blocks * BLOCK);
    for (int i = 0; i < blocks; i++) {
      long seed = kind * 31L + generation * 131L + number * 7919 + (lba + i) * 104729;
      data.position(i * BLOCK);
      data.putInt(kind).putInt(generation).putLong(number).putLong(lba + i);
      while (data.position() < (i + 1) * BLOCK) {
        seed = seed * 6364136223846793005L + 1442695040888963407L;
        data.putLong(seed);
      }
    }
    return data.flip();
  }

  /** What a block holds, its filling checked; kind 0 for zeros. */
  Content at(long lba) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try {
      file.read(block, lba * BLOCK);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    block.flip();
    Content found = new Content((char) block.getInt(0), block.getInt(4), block.getLong(8), block);
    boolean whole =
        found.kind() == 0
            ? block.equals(ByteBuffer.allocate(BLOCK))
            : block.equals(content(found.kind(), found.generation(), found.number(), lba, 1));
    if (!whole) {
      throw new AssertionError("block " + lba + " is torn or misplaced: " + found);
    }
    return found;
  }

  /** One block's content. */
  record Content(char kind, int generation, long number, ByteBuffer bytes) {}
}

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
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.sim.WatchedDirectory;
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

/** Copies on a simulated disk, mostly one, whose background jobs run when the test says so. */
final class CopyWorld {
  static final int BLOCK = 512;
  static final UUID GROUP = new UUID(1, 1);
  static final UUID VOLUME = new UUID(2, 2);

  /** The receive journal's file. */
  static final String JOURNAL = "groups/" + GROUP + "/journal";

  final SimDisk disk;
  final long blocks;
  final List<CopyPorts.Job> jobs = new ArrayList<>();
  final List<CopyMember> members = new ArrayList<>();
  final List<StorageFile> files = new ArrayList<>();
  private final int count;

  /** The member whose table never becomes durable, from the next boot on; -1 for none. */
  int lyingTable = -1;

  private @Nullable CopyStore store;
  private @Nullable GroupCopyCore core;
  int replayed;

  /** Of copies booted from now on. */
  int patience = -1;

  /** Of all their volumes, from the next boot on; null: unknown. */
  @Nullable UUID incarnation;

  CopyWorld(SimDisk disk, long blocks) {
    this(disk, blocks, 1);
  }

  CopyWorld(SimDisk disk, long blocks, int members) {
    this.disk = disk;
    this.blocks = blocks;
    this.count = members;
    boot();
  }

  /** Opens everything anew, as after a start of the program. */
  void boot() {
    jobs.clear();
    members.clear();
    files.clear();
    core = null;
    replayed = 0;
    try {
      for (int i = 0; i < count; i++) {
        StorageFile file = disk.root().open("volume" + i);
        files.add(file);
        members.add(
            new CopyMember(
                new CopyDirectory(
                    "copy" + i,
                    directory(i),
                    new SimBlocks(file, BLOCK),
                    new VolumeGeometry(BLOCK, blocks),
                    incarnation)));
      }
      CopyStore opened =
          new CopyStore(disk.root(), members, new GroupFiles(1 << 20, () -> 7 + disk.changes()));
      store = opened;
      for (GroupOpening opening : opened.open()) {
        if (core != null) {
          throw new AssertionError("more than one group");
        }
        replayed = opening.replayed();
        core = new GroupCopyCore(opening, new Ports());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  CopyMember member() {
    return members.getFirst();
  }

  StorageFile file() {
    return files.getFirst();
  }

  GroupCopyCore core() {
    return Objects.requireNonNull(core, "no copy is bound");
  }

  void apply(CopyEvent event) {
    if (core == null && event instanceof CopyEvent.Bind bind) {
      core = create(bind.list().groupId());
    }
    if (core == null) {
      UnboundCopy.answer(member(), event);
    } else {
      core.apply(event);
      core.settle();
    }
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

  private StorageDirectory directory(int member) throws IOException {
    StorageDirectory directory = CopyStore.directoryOf(disk.root(), "copy" + member);
    return member == lyingTable
        ? new WatchedDirectory(directory, file -> !file.equals("table"))
        : directory;
  }

  private GroupCopyCore create(UUID groupId) {
    try {
      return new GroupCopyCore(Objects.requireNonNull(store).create(groupId), new Ports());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
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

  static UUID volume(int member) {
    return new UUID(2, 2 + member);
  }

  static BindCopy bindList(long blocks, long epoch) {
    return bindList(0, blocks, epoch);
  }

  static BindCopy bindList(int member, long blocks, long epoch) {
    return new BindCopy(
        GROUP,
        volume(member),
        Direction.MAIN_TO_REMOTE,
        epoch,
        BLOCK,
        blocks,
        BindCopy.Holes.SEALED);
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
    return openList(0, generation, epoch);
  }

  static OpenNexus openList(int member, int generation, long epoch) {
    return new OpenNexus(
        GROUP, volume(member), Direction.MAIN_TO_REMOTE, epoch, generation, keyId(generation));
  }

  /** Binds all, stores the keys of generations 1 and 2. */
  void bind() {
    for (int i = 0; i < count; i++) {
      BindCopy list = bindList(i, blocks, 1);
      CopyMember member = members.get(i);
      command(l -> new CopyEvent.Bind(member, list, l));
    }
    for (int generation = 1; generation <= 2; generation++) {
      ByteBuffer record = ByteBuffer.wrap(keyRecord(generation));
      command(l -> new CopyEvent.StoreKey(record, l));
    }
  }

  long open(long nexus, int generation) {
    long opening = 0;
    for (int i = 0; i < count; i++) {
      OpenNexus list = openList(i, generation, 1);
      CopyMember member = members.get(i);
      CopyAnswer answer = command(l -> new CopyEvent.OpenNexus(member, nexus, list, l));
      opening = ((CopyAnswer.Opened) answer).opening();
    }
    return opening;
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
    CopyAnswer answer = command(l -> new CopyEvent.ReadTakeOver(member(), operator, l));
    return value(TakeOverStatus.decode(((CopyAnswer.Data) answer).bytes()));
  }

  CopyStatus status() {
    return status(0);
  }

  CopyStatus status(int member) {
    CopyAnswer answer = command(l -> new CopyEvent.ReadStatus(members.get(member), l));
    return value(CopyStatus.decode(((CopyAnswer.Data) answer).bytes()));
  }

  TableAnswer table(long nexus, boolean clear) {
    CopyAnswer answer =
        command(l -> new CopyEvent.ReadTable(member(), nexus, clear, 0, 0, 1 << 20, l));
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
    return replicate(0, opening, lba, data);
  }

  Written replicate(int member, long opening, long lba, ByteBuffer data) {
    Written written = new Written();
    replicate(member, opening, lba, data, written);
    return written;
  }

  void replicate(int member, long opening, long lba, ByteBuffer data, Written written) {
    CopyMember copy = members.get(member);
    apply(new CopyEvent.ReplicationWrite(copy, opening, lba, buffer(data), written::done));
  }

  Written decrypt(long nexus, long lba, ByteBuffer data) {
    Written written = new Written();
    decrypt(0, nexus, lba, data, written);
    return written;
  }

  void decrypt(int member, long nexus, long lba, ByteBuffer data, Written written) {
    CopyMember copy = members.get(member);
    apply(new CopyEvent.DecryptorWrite(copy, nexus, lba, buffer(data), written::done));
  }

  Written write(long nexus, long lba, ByteBuffer data) {
    Written written = new Written();
    apply(new CopyEvent.HostWrite(member(), nexus, lba, buffer(data), written::done));
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
    return at(0, lba);
  }

  Content at(int member, long lba) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try {
      files.get(member).read(block, lba * BLOCK);
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

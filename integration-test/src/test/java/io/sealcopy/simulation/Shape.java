package io.sealcopy.simulation;

import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.Suites;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.replicator.pair.GroupParameters;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.PairOptions.Mode;
import io.sealcopy.replicator.pair.PairOptions.WhenFenced;
import io.sealcopy.replicator.pair.PairOptions.WhenFull;
import io.sealcopy.replicator.pair.Sealer;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What one run is like: sizes, and how wild it is; all by its seed.
 *
 * @param members the volumes of the group
 * @param hotBlocks most host commands go to the first so many blocks of a volume
 * @param maxBlocks the most blocks of one host command
 * @param hostEvery one step in so many is a host command
 * @param calmness one step in so many is a disturbance
 * @param options of the pair
 * @param pair what it is called
 */
record Shape(
    List<SimMember> members,
    GroupParameters parameters,
    long journalBytes,
    int hotBlocks,
    int maxBlocks,
    int hostEvery,
    int calmness,
    PairOptions options,
    SimPair pair) {
  static final int GENERATION = 1;
  private static final int MOST_MEMBERS = 3;
  private static final long RING_BYTES = 1 << 20;

  static Shape of(RandomGenerator random) {
    boolean large = random.nextBoolean();
    int blockLength = large ? 4096 : 512;
    int blocks = large ? 48 + random.nextInt(80) : 128 + random.nextInt(400);
    int chunkBlocks = 1 + random.nextInt(large ? 6 : 12);
    int chunk = chunkBlocks * blockLength;
    GroupParameters parameters =
        new GroupParameters(
            "sim",
            chunk * (1 + random.nextInt(4)),
            chunk,
            chunk + random.nextInt(1 << 17),
            chunk * (2 + random.nextInt(8)),
            chunk * random.nextInt(8),
            1 + random.nextInt(8),
            chunk * (1L + random.nextInt(20)),
            2 + random.nextInt(6),
            1 << 16,
            1 + random.nextInt(200_000),
            random.nextInt(20),
            5,
            50,
            false);
    Shape standard =
        new Shape(
            members(random, parameters, blockLength, blocks),
            parameters,
            random.nextInt(3) > 0 ? RING_BYTES : RING_BYTES * 3 / 2,
            Math.min(blocks, 8 + random.nextInt(40)),
            large ? 16 : 40,
            3 << random.nextInt(4),
            15 << random.nextInt(6),
            options(random),
            SimPair.FIRST);
    return random.nextInt(5) < 2 ? standard.sealed(random) : standard.cleartext(random);
  }

  /** Zeros may cross a standard link as they are. */
  private Shape cleartext(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> with(parameters, options, PairOptions.Holes.CLEAR, true);
      case 2 -> with(parameters, options, PairOptions.Holes.CLEAR, false);
      default -> this;
    };
  }

  private Shape with(
      GroupParameters sizes, PairOptions other, PairOptions.Holes holes, boolean seal) {
    return new Shape(
        members,
        sizes,
        journalBytes,
        hotBlocks,
        maxBlocks,
        hostEvery,
        calmness,
        new PairOptions(
            other.link(),
            other.connections(),
            other.mode(),
            other.fence(),
            other.whenFull(),
            holes,
            seal,
            other.copyRate(),
            other.idleFirst(),
            other.syncTimeoutMillis(),
            other.whenFenced()),
        pair);
  }

  /** The same volumes, copied the other way by a pair with a key of its own. */
  Shape swapped(RandomGenerator random) {
    SimPair back = pair.back();
    List<SimMember> turned = new ArrayList<>();
    try (GroupKey key = GroupKey.random(new SeededBytes(random))) {
      for (SimMember member : members) {
        UUID id = back.volumeId(member.index());
        turned.add(member.with(id, cipher(key, id, member.blockLength())));
      }
    }
    return new Shape(
        List.copyOf(turned),
        parameters,
        journalBytes,
        hotBlocks,
        maxBlocks,
        hostEvery,
        calmness,
        options,
        back);
  }

  /** Of the hosts of its main centre; those of the remote begin far above it. */
  long firstStamp() {
    return 1 + ((long) pair.number() << 42);
  }

  UUID group() {
    return pair.group();
  }

  long epoch() {
    return pair.epoch();
  }

  /** What seals a P-VOL, or does not. */
  Sealer sealer(SimMember member) {
    return options.seal() ? member.cipher()::seal : Sealer.PLAIN;
  }

  int generation() {
    return options.seal() ? GENERATION : 0;
  }

  KeyId keyId() {
    return options.seal() ? pair.keyId() : RecordHeader.NO_KEY;
  }

  private Shape sealed(RandomGenerator random) {
    boolean plain = random.nextInt(5) == 0;
    boolean clear = plain || random.nextBoolean();
    PairOptions sealed =
        new PairOptions(
            PairOptions.Link.SEALED,
            1 + random.nextInt(3),
            options.mode(),
            options.fence(),
            options.whenFull(),
            options.holes(),
            options.seal(),
            options.copyRate(),
            options.idleFirst(),
            options.syncTimeoutMillis(),
            options.whenFenced());
    return with(
        parameters.withZerosSealed(!clear),
        sealed,
        clear ? PairOptions.Holes.CLEAR : PairOptions.Holes.SEALED,
        !plain);
  }

  boolean isSealedLink() {
    return options.link() == PairOptions.Link.SEALED;
  }

  private static PairOptions options(RandomGenerator random) {
    PairOptions usual = PairOptions.DEFAULT;
    Fence[] fences = Fence.values();
    return new PairOptions(
        usual.link(),
        usual.connections(),
        random.nextBoolean() ? Mode.SYNC : Mode.ASYNC,
        fences[random.nextInt(fences.length)],
        random.nextInt(3) == 0 ? WhenFull.WAIT : WhenFull.SUSPEND,
        usual.holes(),
        usual.seal(),
        usual.copyRate(),
        usual.idleFirst(),
        10L << random.nextInt(8),
        random.nextInt(3) == 0 ? WhenFenced.CONTINUE : WhenFenced.REFUSE);
  }

  /** Of all volumes. */
  int blocks() {
    return members.getLast().end();
  }

  /** Of all volumes. */
  long byteCount() {
    return members.stream().mapToLong(member -> member.geometry().byteCount()).sum();
  }

  /** Of all volumes. */
  int regionCount() {
    SimMember last = members.getLast();
    return last.firstRegion() + parameters.regionCount(last.geometry());
  }

  /** The volume that holds the block with this number. */
  SimMember memberOf(int block) {
    return members.stream().filter(member -> member.has(block)).findFirst().orElseThrow();
  }

  SimMember anyMember(RandomGenerator random) {
    return members.get(random.nextInt(members.size()));
  }

  private static List<SimMember> members(
      RandomGenerator random, GroupParameters parameters, int blockLength, int blocks) {
    List<SimMember> members = new ArrayList<>();
    int count = 1 + random.nextInt(MOST_MEMBERS);
    int first = 0;
    int firstRegion = 0;
    try (GroupKey key = GroupKey.random(new SeededBytes(random))) {
      for (int index = 0; index < count; index++) {
        // Volumes of one group may differ in all but what a record must be a multiple of.
        int length = index > 0 && random.nextInt(3) == 0 ? 512 : blockLength;
        int own = count == 1 ? blocks : blocks / count + random.nextInt(16);
        VolumeGeometry geometry = new VolumeGeometry(length, own);
        UUID id = SimPair.FIRST.volumeId(index);
        BlockCipher cipher = cipher(key, id, length);
        int chunkBlocks = parameters.chunkBytes() / length;
        members.add(new SimMember(index, id, geometry, first, firstRegion, chunkBlocks, cipher));
        first += own;
        firstRegion += parameters.regionCount(geometry);
      }
    }
    return List.copyOf(members);
  }

  private static BlockCipher cipher(GroupKey key, UUID volumeId, int blockLength) {
    try (VolumeKey volumeKey =
        VolumeKey.derive(key, Suites.AES_256_XTS, volumeId, Direction.MAIN_TO_REMOTE)) {
      return Suites.AES_256_XTS.cipher(volumeKey, blockLength);
    }
  }

  /** Key bytes by the seed: a run must be the same every time. */
  private static final class SeededBytes extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final transient RandomGenerator random;

    SeededBytes(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }
  }
}

package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.TableEntry;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.table.BlockEntry;
import io.sealcopy.storage.table.BlockState;
import io.sealcopy.storage.table.EncryptionTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Random writes, rotations, reads of the table, decryptions and power cuts; after each cut every
 * block and every entry are compared with a model.
 */
final class CopyModelRun {
  private static final int BLOCKS = 254 * 3 + 100;
  private static final int CUTS = 12;

  /** One block of the model. */
  private record Block(char kind, int generation, long number, boolean handedOut) {}

  private static final Block ZERO = new Block((char) 0, 0, 0, false);

  /** A change in the order in which it was given to the core. */
  private record Op(
      char kind, int member, int generation, long number, long lba, int blocks, Object end) {
    boolean good() {
      return switch (end) {
        case CopyWorld.Written written -> written.good();
        case CopyWorld.Reply reply -> reply.answer != null;
        default -> throw new IllegalStateException(end.toString());
      };
    }

    boolean ended() {
      return end instanceof CopyWorld.Written written && written.ended;
    }
  }

  private final RandomGenerator random;
  private final CopyWorld world;
  private final SimDisk disk;
  private final int members;
  private final Block[][] model;
  private final List<Op> ops = new ArrayList<>();
  private long numbers;
  private long arrived;
  private long nexus = 1;
  private long opening;
  private int generation = 1;
  private CopyWorld.Reply handOut = new CopyWorld.Reply();
  private boolean handOutOpen;
  private int handOutMember;
  private boolean earlyTail;
  private List<TableEntry> owned = List.of();

  CopyModelRun(RandomGenerator random, int members) {
    this.random = random;
    this.members = members;
    this.disk = new SimDisk(random);
    this.world = new CopyWorld(disk, BLOCKS, members);
    this.model = new Block[members][BLOCKS];
    for (Block[] blocks : model) {
      Arrays.fill(blocks, ZERO);
    }
  }

  /** The journal's tail moves although the checkpoint of one member is not durable. */
  CopyModelRun withEarlyTail() {
    earlyTail = true;
    return this;
  }

  void run() throws IOException {
    world.bind();
    world.lyingTable = earlyTail ? members - 1 : -1;
    if (earlyTail) {
      disk.restartCleanly();
      world.boot();
    }
    opening = world.open(nexus, generation);
    for (int cut = 0; cut < CUTS; cut++) {
      disk.cutPowerAtChange(random.nextInt(1, 120));
      try {
        while (!disk.isOff()) {
          step();
        }
      } catch (PowerCut _) {
        disk.crash();
      }
      disk.cutPowerAtChange(Long.MAX_VALUE / 2);
      world.boot();
      assertThat(world.status().fault()).isEmpty();
      settleModel();
      nexus++;
      owned = List.of();
      opening = world.open(nexus, generation);
    }
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> {
        int blocks = random.nextInt(1, 80);
        long lba = random.nextInt(BLOCKS - blocks);
        numbers++;
        CopyWorld.Written end = new CopyWorld.Written();
        int member = random.nextInt(members);
        ops.add(new Op('C', member, generation, numbers, lba, blocks, end));
        world.replicate(
            member, opening, lba, CopyWorld.content('C', generation, numbers, lba, blocks), end);
      }
      case 4 -> startHandOut();
      case 5, 6 -> decryptSome();
      case 7 -> {
        if (random.nextInt(4) == 0) {
          rotate();
        }
      }
      default -> {
        if (!world.jobs.isEmpty()) {
          world.apply(world.jobs.remove(random.nextInt(world.jobs.size())).run());
        }
      }
    }
    takeHandOut();
  }

  private void rotate() {
    generation = 3 - generation;
    opening = world.open(nexus, generation);
  }

  /** As the specification demands: not before the writes of the answer before have ended. */
  private void startHandOut() {
    boolean writing = ops.stream().anyMatch(op -> op.kind() == 'P' && !op.ended());
    if (!handOutOpen && !writing) {
      owned = List.of();
      handOut = new CopyWorld.Reply();
      handOutOpen = true;
      handOutMember = random.nextInt(members);
      ops.add(new Op('H', handOutMember, 0, 0, 0, BLOCKS, handOut));
      CopyMember copy = world.members.get(handOutMember);
      world.apply(new CopyEvent.ReadTable(copy, nexus, true, 0, 0, 1 << 20, handOut));
    }
  }

  private void takeHandOut() {
    if (handOutOpen && handOut.answer instanceof CopyAnswer.Data data) {
      TableAnswer answer = CopyWorld.tableOf(data);
      assertThat(answer.more()).isFalse();
      owned = answer.entries();
      handOutOpen = false;
    }
  }

  /** Decrypts part of what was handed out, perhaps something that is newer by now. */
  private void decryptSome() {
    if (owned.isEmpty()) {
      return;
    }
    TableEntry entry = owned.get(random.nextInt(owned.size()));
    int blocks = (int) random.nextLong(1, Math.min(20, entry.blocks()) + 1);
    long lba = entry.lba() + random.nextLong(entry.blocks() - blocks + 1);
    numbers++;
    CopyWorld.Written end = new CopyWorld.Written();
    ops.add(new Op('P', handOutMember, 0, numbers, lba, blocks, end));
    world.decrypt(handOutMember, nexus, lba, CopyWorld.content('P', 0, numbers, lba, blocks), end);
  }

  /**
   * Takes the model through every operation that is in the image: all that were acknowledged, and
   * of the rest a prefix.
   */
  private void settleModel() throws IOException {
    int acknowledged = 0;
    for (int i = 0; i < ops.size(); i++) {
      if (ops.get(i).good()) {
        acknowledged = i + 1;
      }
    }
    List<String> mismatches = new ArrayList<>();
    for (int i = 0; i <= ops.size(); i++) {
      if (i >= acknowledged) {
        String mismatch = mismatch();
        if (mismatch.isEmpty()) {
          ops.clear();
          handOutOpen = false;
          return;
        }
        mismatches.add("after " + i + ": " + mismatch);
      }
      if (i < ops.size()) {
        take(ops.get(i));
      }
    }
    throw new AssertionError(
        "no prefix of the operations fits, of which %d were acknowledged: %s"
            .formatted(acknowledged, mismatches));
  }

  private void take(Op op) {
    int from = (int) op.lba();
    Block[] blocks = model[op.member()];
    switch (op.kind()) {
      case 'C' -> {
        if (op.ended() && !op.good()) {
          return; // of a nexus that was ended by a rotation
        }
        arrived++;
        for (int i = from; i < from + op.blocks(); i++) {
          blocks[i] = new Block('C', op.generation(), op.number(), false);
        }
      }
      case 'H' -> {
        for (int i = 0; i < BLOCKS; i++) {
          Block b = blocks[i];
          blocks[i] = new Block(b.kind(), b.generation(), b.number(), b.kind() == 'C');
        }
      }
      default -> {
        boolean accepted = true;
        for (int i = from; i < from + op.blocks(); i++) {
          accepted &= blocks[i].handedOut();
        }
        if (op.ended()) {
          assertThat(op.good()).as("decryptor's write %s", op).isEqualTo(accepted);
        }
        for (int i = from; accepted && i < from + op.blocks(); i++) {
          blocks[i] = new Block('P', 0, op.number(), false);
        }
      }
    }
  }

  private String mismatch() throws IOException {
    Map<Long, Long> numberOfSequence = new HashMap<>();
    for (int member = 0; member < members; member++) {
      if (world.status(member).binding().orElseThrow().durableArrival() != arrived) {
        return "arrival number";
      }
      String mismatch = mismatch(member, numberOfSequence);
      if (!mismatch.isEmpty()) {
        return "copy " + member + ": " + mismatch;
      }
    }
    return "";
  }

  private String mismatch(int member, Map<Long, Long> numberOfSequence) throws IOException {
    EncryptionTable table = world.members.get(member).boundImage().table();
    for (int lba = 0; lba < BLOCKS; lba++) {
      CopyWorld.Content found = world.at(member, lba);
      Block expected = model[member][lba];
      if (found.kind() != expected.kind() || found.number() != expected.number()) {
        return "block %d holds %s, not %s".formatted(lba, found, expected);
      }
      BlockEntry entry = table.entry(lba);
      BlockState state =
          expected.kind() != 'C'
              ? BlockState.PLAINTEXT
              : expected.handedOut() ? BlockState.HANDED_OUT : BlockState.CIPHERTEXT;
      if (entry.state() != state || entry.generation() != expected.generation()) {
        return "entry %d is %s, not %s".formatted(lba, entry, expected);
      }
      if (expected.kind() == 'C') {
        assertThat(entry.checksum()).isEqualTo(Crc32c.of(found.bytes()));
        Long known = numberOfSequence.putIfAbsent(entry.sequence(), found.number());
        assertThat(known == null || known == found.number()).isTrue();
      }
    }
    return "";
  }
}

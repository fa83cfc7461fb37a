package io.sealcopy.storage.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a power cut leaves of the file, it opens as one of the checkpoints that were begun. */
class EncryptionTableCrashTest {
  private static final int BLOCKS = 254 * 20 + 17;
  private static final BlockEntry PLAIN = new BlockEntry(BlockState.PLAINTEXT, 0, 0, 0);

  private final Map<Long, BlockEntry[]> checkpoints = new HashMap<>();
  private BlockEntry[] model = new BlockEntry[BLOCKS];
  private long sequence;

  @Test
  void tableIsAlwaysTheLastCheckpointOrTheOneThatWasBeingWritten() {
    Seeds.forEach(60, (random, _) -> run(random));
  }

  private void run(RandomGenerator random) throws IOException {
    SimDisk disk = new SimDisk(random);
    TableShape shape = new TableShape(BLOCKS, 512, new UUID(1, 2), 64);
    EncryptionTable.create(disk.root().open("table"), shape, 1, 0);
    Arrays.fill(model, PLAIN);
    checkpoints.clear();
    sequence = 0;
    checkpoints.put(0L, model.clone());
    for (int boot = 0; boot < 12; boot++) {
      EncryptionTable table = reopen(disk);
      long kept = table.sequence();
      disk.cutPowerAtChange(random.nextInt(1, 60));
      try {
        while (!disk.isOff()) {
          kept = work(table, random, kept);
        }
      } catch (PowerCut _) {
        disk.crash();
      }
      EncryptionTable after = reopenThroughCuts(disk, random);
      assertThat(after.sequence()).isGreaterThanOrEqualTo(kept);
      assertSame(after);
    }
  }

  /** Opening repairs, and may itself be cut. */
  private static EncryptionTable reopenThroughCuts(SimDisk disk, RandomGenerator random)
      throws IOException {
    for (int i = 0; i < 3; i++) {
      disk.cutPowerAtChange(random.nextInt(1, 20));
      try {
        EncryptionTable table = reopen(disk);
        disk.cutPowerAtChange(Integer.MAX_VALUE);
        return table;
      } catch (PowerCut _) {
        disk.crash();
      }
    }
    return reopen(disk);
  }

  private static EncryptionTable reopen(SimDisk disk) throws IOException {
    StorageFile file = disk.root().open("table");
    return EncryptionTable.open(file, 3);
  }

  /** A few changes, then perhaps a checkpoint during which changes go on. */
  private long work(EncryptionTable table, RandomGenerator random, long kept) throws IOException {
    change(table, random);
    if (random.nextInt(6) > 0) {
      return kept;
    }
    Checkpoint checkpoint = table.beginCheckpoint(sequence, sequence);
    checkpoints.put(sequence, model.clone());
    change(table, random);
    checkpoint.write();
    change(table, random);
    table.finish(checkpoint);
    return checkpoint.sequence();
  }

  private void change(EncryptionTable table, RandomGenerator random) throws IOException {
    sequence++;
    int lba = random.nextInt(BLOCKS);
    int blocks = random.nextInt(1, Math.min(600, BLOCKS - lba) + 1);
    switch (random.nextInt(4)) {
      case 0 -> {
        table.setPlaintext(lba, blocks);
        Arrays.fill(model, lba, lba + blocks, PLAIN);
      }
      case 1 -> {
        table.handOut(lba, blocks);
        for (int i = lba; i < lba + blocks; i++) {
          BlockEntry e = model[i];
          if (e.state() == BlockState.CIPHERTEXT) {
            model[i] =
                new BlockEntry(BlockState.HANDED_OUT, e.generation(), e.checksum(), e.sequence());
          }
        }
      }
      default -> {
        int[] checksums = random.ints(blocks).toArray();
        int generation = random.nextInt(1, 4);
        table.setCiphertext(lba, blocks, generation, sequence, checksums);
        for (int i = 0; i < blocks; i++) {
          model[lba + i] =
              new BlockEntry(BlockState.CIPHERTEXT, generation, checksums[i], sequence);
        }
      }
    }
  }

  /** Compares every entry, the counts and the runs, and takes the model back to that point. */
  private void assertSame(EncryptionTable table) throws IOException {
    BlockEntry @Nullable [] expected = checkpoints.get(table.sequence());
    assertThat(expected).as("checkpoint %d was begun", table.sequence()).isNotNull();
    model = expected.clone();
    long ciphertext = 0;
    long handedOut = 0;
    for (int i = 0; i < BLOCKS; i++) {
      assertThat(table.entry(i)).as("block %d", i).isEqualTo(model[i]);
      ciphertext += model[i].state() == BlockState.CIPHERTEXT ? 1 : 0;
      handedOut += model[i].state() == BlockState.HANDED_OUT ? 1 : 0;
    }
    assertThat(table.ciphertextBlocks()).isEqualTo(ciphertext);
    assertThat(table.handedOutBlocks()).isEqualTo(handedOut);
    long[] inRuns = new long[1];
    table.visitRuns(
        0,
        Integer.MAX_VALUE,
        (lba, blocks, state, _, _) -> {
          assertThat(model[(int) lba].state()).isEqualTo(state);
          inRuns[0] += blocks;
          return true;
        });
    assertThat(inRuns[0]).isEqualTo(ciphertext + handedOut);
  }
}

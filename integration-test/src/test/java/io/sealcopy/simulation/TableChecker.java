package io.sealcopy.simulation;

import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.protocol.Crc32c;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.table.BlockEntry;
import io.sealcopy.storage.table.BlockState;
import io.sealcopy.storage.table.EncryptionTable;
import io.sealcopy.target.remote.CopyStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Rule 3 on the disk of a remote that stopped in order: every entry against every block. */
final class TableChecker {
  private final Shape shape;
  private final BlockCipher cipher;

  TableChecker(Shape shape) {
    this.shape = shape;
    this.cipher = shape.cipher();
  }

  /** Checks state, generation, checksum and, as far as they tell, sequences of all blocks. */
  void check(SimDisk disk, long[] expected, SimRecords records) throws IOException {
    EncryptionTable table =
        EncryptionTable.open(CopyStore.directoryOf(disk.root(), "sim").open("table"), 16);
    Map<Long, Integer> firstOfSequence = new HashMap<>();
    ByteBuffer block = ByteBuffer.allocate(shape.blockLength());
    for (int lba = 0; lba < shape.blocks(); lba++) {
      disk.root().open("volume").read(block.clear(), (long) lba * shape.blockLength());
      block.flip();
      BlockEntry entry = table.entry(lba);
      boolean sealed = entry.state() != BlockState.PLAINTEXT;
      if (sealed) {
        RuleBroken.unless(
            entry.generation() == Shape.GENERATION
                && entry.checksum() == Crc32c.of(block)
                && entry.sequence() > 0,
            "the entry of block %d is wrong (rule 3): %s".formatted(lba, entry));
        cipher.open(lba, block.duplicate(), block.duplicate());
      }
      long stamp = Stamps.of(block, 0, shape.blockLength(), lba);
      RuleBroken.unless(
          stamp == expected[lba],
          "block %d, %s, is not what it was before the stop (rule 3)".formatted(lba, entry));
      RuleBroken.unless(
          !sealed || !shape.isSealedLink() || records.brought(entry.sequence(), lba),
          "block %d has not come with the record of %s (rule 3)".formatted(lba, entry));
      // A record of the receive journal is one WRITE.
      if (sealed) {
        int first = firstOfSequence.merge(entry.sequence(), lba, Math::min);
        RuleBroken.unless(
            lba - first < shape.chunkBlocks(),
            "blocks further apart than a WRITE have the sequence of %s (rule 3)".formatted(entry));
      }
    }
    disk.kill();
  }
}

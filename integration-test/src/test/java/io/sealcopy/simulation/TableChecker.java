package io.sealcopy.simulation;

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

  TableChecker(Shape shape) {
    this.shape = shape;
  }

  /** Checks state, generation, checksum and, as far as they tell, sequences of all blocks. */
  void check(SimDisk disk, long[] expected, SimRecords records) throws IOException {
    Map<Long, Integer> firstOfSequence = new HashMap<>();
    for (SimMember member : shape.members()) {
      check(member, disk, expected, records, firstOfSequence);
    }
    disk.kill();
  }

  private void check(
      SimMember member,
      SimDisk disk,
      long[] expected,
      SimRecords records,
      Map<Long, Integer> firstOfSequence)
      throws IOException {
    EncryptionTable table =
        EncryptionTable.open(CopyStore.directoryOf(disk.root(), member.copy()).open("table"), 16);
    ByteBuffer block = ByteBuffer.allocate(member.blockLength());
    for (int lba = 0; lba < member.blocks(); lba++) {
      int number = member.first() + lba;
      disk.root().open(member.file()).read(block.clear(), (long) lba * member.blockLength());
      block.flip();
      BlockEntry entry = table.entry(lba);
      boolean sealed = entry.state() != BlockState.PLAINTEXT;
      if (sealed) {
        RuleBroken.unless(
            entry.generation() == Shape.GENERATION
                && entry.checksum() == Crc32c.of(block)
                && entry.sequence() > 0,
            "the entry of block %d is wrong (rule 3): %s".formatted(number, entry));
        member.cipher().open(lba, block.duplicate(), block.duplicate());
      }
      long stamp = Stamps.of(block, 0, member.blockLength(), number);
      RuleBroken.unless(
          stamp == expected[number],
          "block %d, %s, is not what it was before the stop (rule 3)".formatted(number, entry));
      RuleBroken.unless(
          !sealed || !shape.isSealedLink() || records.brought(entry.sequence(), member, lba),
          "block %d has not come with the record of %s (rule 3)".formatted(number, entry));
      // A record of the receive journal is one WRITE.
      if (sealed) {
        int first = firstOfSequence.merge(entry.sequence(), number, Math::min);
        RuleBroken.unless(
            member.has(first) && number - first < member.chunkBlocks(),
            "blocks further apart than a WRITE have the sequence of %s (rule 3)".formatted(entry));
      }
    }
  }
}

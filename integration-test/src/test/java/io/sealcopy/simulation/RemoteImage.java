package io.sealcopy.simulation;

import io.sealcopy.protocol.vendor.TableEntry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * The remote's blocks as a decryptor would see them: ciphertext, by its table, opened. Rule 3 by
 * brute force: what the table calls ciphertext must open to content that a host wrote there, and
 * what it calls plaintext must be that as it stands.
 */
final class RemoteImage {
  private final Shape shape;
  private final long[] stamps;
  private long hash;
  private final Set<Long> torn = new HashSet<>();

  RemoteImage(Shape shape) {
    this.shape = shape;
    this.stamps = new long[shape.blocks()];
    this.hash = History.hashOf(stamps);
  }

  /** Content of the P-VOL that no host wrote in one piece: a power cut tore it. */
  void maybeTorn(long[] volume) {
    Arrays.stream(volume).filter(stamp -> stamp < 0).forEach(torn::add);
  }

  /** Looks at every block that was written since it looked last, and at its entry. */
  void look(SimRemote remote) {
    shape.members().forEach(member -> look(remote, member));
  }

  private void look(SimRemote remote, SimMember member) {
    SimBlocks blocks = remote.blocks(member.index());
    BitSet written = blocks.written();
    if (written.isEmpty()) {
      return;
    }
    BitSet sealed = new BitSet();
    for (TableEntry entry : remote.table(member.index()).entries()) {
      RuleBroken.unless(
          entry.generation() == Shape.GENERATION && entry.keyId().equals(shape.keyId()),
          "an entry of no key that there is (rule 3): " + entry);
      sealed.set((int) entry.lba(), (int) (entry.lba() + entry.blocks()));
    }
    ByteBuffer block = ByteBuffer.allocate(member.blockLength());
    for (int lba = written.nextSetBit(0); lba >= 0; lba = written.nextSetBit(lba + 1)) {
      blocks.read(lba, block.clear());
      block.flip();
      if (sealed.get(lba)) {
        member.cipher().open(lba, block.duplicate(), block.duplicate());
      }
      int number = member.first() + lba;
      long stamp = Stamps.of(block, 0, member.blockLength(), number);
      RuleBroken.unless(
          stamp >= 0 || torn.contains(stamp),
          "the table says that block %d is %s, but it is not (rules 3 and 4)"
              .formatted(number, sealed.get(lba) ? "ciphertext" : "plaintext"));
      hash += History.hashOf(number, stamp) - History.hashOf(number, stamps[number]);
      stamps[number] = stamp;
    }
    blocks.looked();
  }

  /** Looks at that block, too, whoever wrote it. */
  void lookAt(SimRemote remote, int block) {
    SimMember member = shape.memberOf(block);
    remote.blocks(member.index()).written().set(block - member.first());
    look(remote, member);
  }

  /** Every block's content, as of the last look. */
  long[] stamps() {
    return stamps;
  }

  /** The hash of it, as of {@link History}. */
  long hash() {
    return hash;
  }
}

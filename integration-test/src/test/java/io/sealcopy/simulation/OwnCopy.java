package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.Unshipped;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A take-over, the hosts that write the copy after it, and rule 6: from then on nobody else changes
 * what it holds. At the end: whatever the old main centre has and the copy had not is named.
 */
final class OwnCopy {
  private static final int MOST_OUTSTANDING = 16;

  private final Shape shape;
  private final SimRemote remote;
  private final RemoteImage image;
  private final KeptImage kept;
  private final RandomGenerator random;
  private final Trace trace;

  /** No host uses the copy after the take-over. */
  private final boolean idle;

  private boolean asked;
  private boolean toImage;
  private boolean taken;
  private boolean wrote;
  private boolean acknowledged;
  private long nextStamp;
  private int outstanding;
  private int life;
  private long lookedAt;

  /** What the copy held when the last change of the main centre was in place; null before. */
  private long @Nullable [] atTakeOver;

  /** What each block may hold: the last acknowledged first, then what was written since. */
  private final List<List<Long>> possible = new ArrayList<>();

  OwnCopy(
      Shape shape,
      SimRemote remote,
      RemoteImage image,
      KeptImage kept,
      RandomGenerator random,
      Trace trace) {
    this.shape = shape;
    this.nextStamp = shape.firstStamp() + (1L << 40);
    this.remote = remote;
    this.image = image;
    this.kept = kept;
    this.idle = random.nextInt(3) == 0;
    this.random = random;
    this.trace = trace;
  }

  /** Operator at the remote: take over, as soon as that is possible. */
  void takeOver() throws IOException {
    if (!taken && remote.isUp() && (!asked || random.nextInt(20) == 0)) {
      toImage = kept.isKept() && (asked ? toImage : kept.isNeeded() || random.nextBoolean());
      asked = true;
      trace.note("operator at the remote: take over", toImage ? "the image" : "");
      remote.takeOver(toImage);
    }
  }

  /** What was asked for shall be done, whatever crash has come between. */
  void finish() throws IOException {
    if (asked) {
      takeOver();
    }
  }

  /** Whether the old main centre may be refused. */
  boolean isAsked() {
    return asked;
  }

  /** Whether the old main centre must be refused. */
  boolean isTaken() {
    return taken;
  }

  /** Whether it may be another than what the main centre has shipped: put back, or written. */
  boolean isChanged() {
    return wrote || toImage;
  }

  boolean isQuiet() {
    return !asked || (taken && atTakeOver != null && outstanding == 0);
  }

  /** The remote has died: nothing is answered any more. */
  void remoteDied() {
    outstanding = 0;
    life++;
  }

  /** A host of the remote writes. */
  void step() {
    if (idle || atTakeOver == null || !remote.isUp() || outstanding >= MOST_OUTSTANDING) {
      return;
    }
    SimMember member = shape.anyMember(random);
    int blocks = Math.min(1 + random.nextInt(member.chunkBlocks()), member.blocks());
    int lba = Math.min(random.nextInt(member.blocks()), member.blocks() - blocks);
    int first = member.first() + lba;
    long stamp = nextStamp++;
    ByteBuffer content = ByteBuffer.allocate(blocks * member.blockLength());
    for (int i = 0; i < blocks; i++) {
      Stamps.fill(content, member.blockLength(), first + i, stamp);
      possible.get(first + i).add(stamp);
    }
    trace.note("host at the remote: WRITE", member.index(), lba, "x", blocks, "stamp", stamp);
    trace.meet("host at the remote");
    wrote = true;
    outstanding++;
    int begun = life;
    remote.hostWrite(
        member.index(),
        lba,
        content.flip(),
        failure -> answered(begun, first, blocks, stamp, failure));
  }

  private void answered(
      int begun, int first, int blocks, long stamp, @Nullable VolumeFailure failure) {
    if (begun != life) {
      return;
    }
    outstanding--;
    if (failure == null) {
      acknowledged = true;
      for (int block = first; block < first + blocks; block++) {
        List<Long> of = possible.get(block);
        of.subList(0, of.indexOf(stamp)).clear();
      }
    }
  }

  /** After each step, when the image is what the remote holds. */
  void check() {
    if (asked && !taken && remote.takeOverStatus(0).takenOver()) {
      trace.note("the copy is taken over");
      trace.meet("taken over");
      taken = true;
    }
    if (taken && atTakeOver == null && !remote.isReplicating()) {
      if (toImage) {
        remote
            .core()
            .statistics()
            .fault()
            .ifPresent(fault -> {
              throw new DamageNoticed("the image cannot be put back: " + fault);
            });
        kept.checkPutBack();
      }
      atTakeOver = image.stamps().clone();
      for (long stamp : atTakeOver) {
        possible.add(new ArrayList<>(List.of(stamp)));
      }
      lookedAt = image.hash();
    }
    if (atTakeOver == null || image.hash() == lookedAt) {
      return;
    }
    lookedAt = image.hash();
    long[] now = image.stamps();
    for (int block = 0; block < now.length; block++) {
      RuleBroken.unless(
          possible.get(block).contains(now[block]),
          "block %d holds %d after the take-over, which no host there wrote (rule 6)"
              .formatted(block, now[block]));
    }
    RuleBroken.unless(
        !acknowledged || changedRegions() > 0,
        "a host's change was acknowledged, but no region is marked");
  }

  private int changedRegions() {
    return shape.members().stream()
        .mapToInt(member -> remote.takeOverStatus(member.index()).changedRegions())
        .sum();
  }

  /**
   * Whatever the P-VOL has and the copy had not is among what the main centre names, or in a region
   * that counts as changed since: what was put back does.
   */
  void checkNamed(long[] main, Unshipped unshipped) {
    BitSet named = new BitSet();
    for (SimMember member : shape.members()) {
      // No volume has more than one region of that size.
      if (toImage && remote.takeOverStatus(member.index()).changedRegions() > 0) {
        named.set(member.first(), member.end());
      }
    }
    for (Unshipped.Range range : unshipped.ranges()) {
      int first = shape.members().get(range.member()).first() + (int) range.lba();
      named.set(first, first + (int) range.blocks());
    }
    long[] then = java.util.Objects.requireNonNull(atTakeOver);
    for (int block = 0; block < main.length; block++) {
      RuleBroken.unless(
          main[block] == then[block] || named.get(block),
          "block %d was not shipped (%d here, %d there), and is not named: %s"
              .formatted(block, main[block], then[block], unshipped));
    }
  }
}

package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.vendor.DigestRun;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets the copier leave out what the remote is proven to hold already. What is not proven, for
 * whatever reason, is copied.
 */
final class Comparer {
  private static final int RUNS_A_QUESTION = 64;

  /** No generation; 0 is that of a pair that seals nothing. */
  private static final int NOT_REQUESTED = -1;

  private final GroupData data;
  private final DigestSource source;
  private final ArrayDeque<DigestRun> runs = new ArrayDeque<>();
  private @Nullable ChangeWatch watch;
  private @Nullable ByteBuffer scratch;
  private int generation;
  private int requested = NOT_REQUESTED;
  private int of;
  private long before;
  private long acknowledged;

  Comparer(GroupData data, DigestSource source) {
    this.data = data;
    this.source = source;
  }

  /** From the next region on; {@code groupGeneration} is that of the group's key. */
  void request(int groupGeneration) {
    requested = groupGeneration;
  }

  boolean isOn() {
    return watch != null;
  }

  /** Whether it is on or will be. */
  boolean wanted() {
    return watch != null || requested != NOT_REQUESTED;
  }

  /** Between two regions, while no change is under way. */
  void betweenRegions(boolean anyToCopy) {
    if (requested != NOT_REQUESTED && anyToCopy) {
      generation = requested;
      before = data.lastSequence();
      watch = new ChangeWatch(data.regions.regionCount(), before);
      data.regions.watch(watch);
      runs.clear();
      source.forget();
    } else if (watch != null && !anyToCopy) {
      end();
    }
    requested = NOT_REQUESTED;
  }

  /** Everything is copied from now on. */
  void end() {
    requested = NOT_REQUESTED;
    if (watch != null) {
      watch = null;
      scratch = null;
      data.regions.watch(null);
      runs.clear();
      source.forget();
    }
  }

  /** Whether the copier may go on at {@code lba}: what the remote has there is known, or never. */
  boolean ready(GroupMember member, long lba) {
    if (watch == null) {
      return true;
    }
    watch.allAppended(data.lastSequence());
    if (of != member.index) {
      of = member.index;
      runs.clear();
      source.forget();
    }
    if (source.impossible() != null) {
      end();
      return true;
    }
    DigestRun run = at(lba);
    if (run != null || !source.isUp()) {
      return run != null;
    }
    DigestSource.Answer answer = source.take();
    if (answer == null) {
      // What is pending from before would be put over what is compared.
      if (data.acknowledged >= before) {
        source.ask(of, lba, RUNS_A_QUESTION);
      }
      return false;
    }
    runs.clear();
    runs.addAll(answer.digests().runs());
    acknowledged = answer.acknowledged();
    if (at(lba) == null) {
      end(); // The copy has no such block, or does not say: it is brought.
    }
    return watch == null || at(lba) != null;
  }

  private @Nullable DigestRun at(long lba) {
    DigestRun run = runs.peek();
    while (run != null && run.end() <= lba) {
      runs.remove();
      run = runs.peek();
    }
    return run == null || run.lba() > lba ? null : run;
  }

  /** How many of the blocks from {@code lba} on are compared at once. */
  int fit(long lba, int blocks) {
    DigestRun run = watch == null ? null : at(lba);
    return run == null ? blocks : (int) Math.min(blocks, run.end() - lba);
  }

  /** Whether the remote holds just that; {@code plain} is left as it is. */
  boolean isThere(GroupMember member, int region, long lba, int blocks, ByteBuffer plain) {
    DigestRun run = watch == null ? null : at(lba);
    if (run == null || !Objects.requireNonNull(watch).appendedBy(region, acknowledged)) {
      return false;
    }
    boolean same = run.lba() == lba && run.blocks() == blocks;
    return switch (run.state()) {
      case CHANGING -> false;
      case HOLE -> mayBePlain(plain) && Copier.isZero(plain);
      case PLAINTEXT -> same && mayBePlain(plain) && run.digest().equals(Sha256.hashOf(plain));
      case CIPHERTEXT, HANDED_OUT ->
          same
              && data.options.seal()
              && run.generation() == generation
              && run.digest().equals(Sha256.hashOf(sealed(member, lba, plain)));
    };
  }

  /** Whether these blocks may stand at the remote as they are. */
  private boolean mayBePlain(ByteBuffer plain) {
    return !data.options.seal()
        || (data.options.holes() == PairOptions.Holes.CLEAR && Copier.isZero(plain));
  }

  private ByteBuffer sealed(GroupMember member, long lba, ByteBuffer plain) {
    ByteBuffer into = scratch == null ? ByteBuffer.allocateDirect(Journal.MAX_DATA) : scratch;
    scratch = into;
    member.sealer.seal(lba, plain.duplicate(), into.clear());
    return into.flip();
  }
}

package io.sealcopy.decryptor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decryption of one sealed copy: read the table, and for every run of ciphertext read, open and
 * write back, until the table is empty.
 *
 * <p>What makes it safe to kill anywhere (rule 4) is not kept here: a block's ciphertext is
 * replaced and its entry cleared by the remote centre in one step, and a write of a block that is
 * not handed out to this reader is refused. So after any loss the core forgets what it knew and
 * reads the table again; it never writes a chunk whose ciphertext it read before the last reading
 * of the table.
 *
 * <p>Single-threaded; the port's answers come back as events.
 */
public final class DecryptCore {
  private final CopyPort port;
  private final BlockOpener opener;
  private final DecryptLimits limits;
  private final Deque<SealedRun> pending = new ArrayDeque<>();
  private final Deque<Chunk> free = new ArrayDeque<>();
  private int inFlight;
  private boolean lost;
  private int round;
  private int reconnects;
  private long blocksDone;
  private long blocksBefore;
  private int idleRounds;
  private long superseded;
  private @Nullable DecryptFailure failure;
  private @Nullable DecryptResult result;

  public DecryptCore(CopyPort port, BlockOpener opener, DecryptLimits limits) {
    this.port = port;
    this.opener = opener;
    this.limits = limits;
    for (int i = 0; i < limits.window(); i++) {
      free.add(new Chunk(limits.chunkBlocks() * limits.blockLength()));
    }
  }

  /** How it ended, once it has. */
  public Optional<DecryptResult> result() {
    return Optional.ofNullable(result);
  }

  /** Blocks turned into plaintext so far. */
  public long blocksDone() {
    return blocksDone;
  }

  /** Moves the decryption on by one event. */
  public void apply(DecryptEvent event) {
    if (result != null) {
      return;
    }
    switch (event) {
      case DecryptEvent.Start() -> nextRound();
      case DecryptEvent.TableRead(List<SealedRun> runs) -> tableRead(runs);
      case DecryptEvent.ChunkRead(Chunk chunk) -> chunkRead(chunk);
      case DecryptEvent.ChunkWritten(Chunk chunk) -> {
        blocksDone += chunk.blocks();
        retire(chunk);
      }
      case DecryptEvent.ChunkSuperseded(Chunk chunk) -> {
        superseded++;
        retire(chunk);
      }
      case DecryptEvent.ChunkLost(Chunk chunk, _) -> {
        lost = true;
        retire(chunk);
      }
      case DecryptEvent.ChunkRefused(Chunk chunk, DecryptFailure refusal) -> {
        failure = failure == null ? refusal : failure;
        pending.clear();
        retire(chunk);
      }
      case DecryptEvent.LinkLost(_) -> {
        lost = true;
        settle();
      }
      case DecryptEvent.LinkRestored() -> {
        lost = false;
        reconnects++;
        nextRound();
      }
      case DecryptEvent.Refused(DecryptFailure refusal) -> fail(refusal);
    }
  }

  private void nextRound() {
    idleRounds = blocksDone == blocksBefore ? idleRounds + 1 : 0;
    blocksBefore = blocksDone;
    if (idleRounds > limits.maxIdleRounds()) {
      end(false);
      return;
    }
    round++;
    port.readTable();
  }

  private void tableRead(List<SealedRun> runs) {
    if (runs.isEmpty()) {
      end(true);
      return;
    }
    for (SealedRun run : runs) {
      DecryptFailure wrong = check(run);
      if (wrong != null) {
        fail(wrong);
        return;
      }
    }
    pending.addAll(runs);
    pump();
  }

  private @Nullable DecryptFailure check(SealedRun run) {
    if (run.lba() < 0
        || run.blocks() <= 0
        || run.lba() > limits.blockCount()
        || run.blocks() > limits.blockCount() - run.lba()) {
      return new DecryptFailure.BeyondVolume(
          ("the table names blocks %d to %d, but the volume has %d blocks;"
                  + " nothing of this reading was written")
              .formatted(run.lba(), run.lba() + run.blocks() - 1, limits.blockCount()));
    }
    if (!opener.knows(run.generation())) {
      return new DecryptFailure.NoKey(
          "no key for generation %d, which blocks %d to %d are sealed under"
              .formatted(run.generation(), run.lba(), run.lba() + run.blocks() - 1));
    }
    return null;
  }

  private void pump() {
    while (!lost && failure == null && !free.isEmpty() && !pending.isEmpty()) {
      SealedRun run = pending.removeFirst();
      int blocks = (int) Math.min(run.blocks(), limits.chunkBlocks());
      if (run.blocks() > blocks) {
        pending.addFirst(
            new SealedRun(run.lba() + blocks, run.blocks() - blocks, run.generation()));
      }
      Chunk chunk = free.removeFirst();
      chunk.assign(run.lba(), blocks, blocks * limits.blockLength(), run.generation(), round);
      inFlight++;
      port.read(chunk);
    }
  }

  private void chunkRead(Chunk chunk) {
    if (lost || failure != null) {
      retire(chunk);
      return;
    }
    if (chunk.round() != round) {
      throw new IllegalStateException(
          "a chunk of table reading " + chunk.round() + " came back in reading " + round);
    }
    opener.open(chunk.generation(), chunk.lba(), chunk.bytes());
    port.write(chunk);
  }

  private void retire(Chunk chunk) {
    inFlight--;
    free.addLast(chunk);
    settle();
  }

  /** Goes on with whatever is due once a chunk or the link has come to an end. */
  private void settle() {
    if (failure != null) {
      endIfIdle();
    } else if (lost) {
      pending.clear();
      if (inFlight == 0) {
        port.reconnect();
      }
    } else {
      pump();
      if (inFlight == 0 && pending.isEmpty()) {
        nextRound();
      }
    }
  }

  private void fail(DecryptFailure refusal) {
    if (failure == null) {
      failure = refusal;
    }
    pending.clear();
    endIfIdle();
  }

  /** A failure ends the run only when nothing is under way, so that no write is left in doubt. */
  private void endIfIdle() {
    if (inFlight == 0) {
      end(false);
    }
  }

  private void end(boolean complete) {
    result = new DecryptResult(complete, blocksDone, superseded, round, reconnects, failure);
  }
}

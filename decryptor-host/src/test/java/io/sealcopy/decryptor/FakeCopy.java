package io.sealcopy.decryptor;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A sealed copy in memory that obeys the remote centre's rules: one byte a block, ciphertext is
 * plaintext xor 0x5a, a write lands only where every block is handed out, and block and entry
 * change in one step. Operations end in random order; the link may break at any step, with the
 * outcome of what was under way decided by chance.
 */
final class FakeCopy implements CopyPort, BlockOpener {
  static final int SEAL = 0x5a;

  private final RandomGenerator random;
  final byte[] stored;
  final BitSet sealed = new BitSet();
  private final BitSet handedOut = new BitSet();
  private final Deque<DecryptEvent> answers = new ArrayDeque<>();
  private final List<Runnable> underWay = new ArrayList<>();
  private final List<Chunk> chunksUnderWay = new ArrayList<>();
  int largestAnswer = Integer.MAX_VALUE;
  boolean tableBeyondVolume;
  int opened;

  FakeCopy(int blocks, RandomGenerator random) {
    this.random = random;
    stored = new byte[blocks];
  }

  /** New ciphertext arrives at the remote centre. */
  void receive(int lba, byte plaintext) {
    stored[lba] = (byte) (plaintext ^ SEAL);
    sealed.set(lba);
    handedOut.clear(lba);
  }

  /** The reader has gone: what was handed out belongs to nobody until the table is read again. */
  void forgetReader() {
    handedOut.clear();
    answers.clear();
    underWay.clear();
    chunksUnderWay.clear();
  }

  @Override
  public void readTable() {
    List<SealedRun> runs = new ArrayList<>();
    handedOut.clear();
    for (int lba = sealed.nextSetBit(0); lba >= 0 && runs.size() < largestAnswer; ) {
      int end = sealed.nextClearBit(lba);
      runs.add(new SealedRun(lba, end - lba, 1));
      handedOut.set(lba, end);
      lba = sealed.nextSetBit(end);
    }
    if (tableBeyondVolume) {
      runs.add(new SealedRun(stored.length - 1, 2, 1));
    }
    answers.add(new DecryptEvent.TableRead(runs));
  }

  @Override
  public void read(Chunk chunk) {
    start(
        chunk,
        () -> {
          chunk.bytes().put(stored, (int) chunk.lba(), chunk.blocks());
          answers.add(new DecryptEvent.ChunkRead(chunk));
        });
  }

  @Override
  public void write(Chunk chunk) {
    start(chunk, () -> answers.add(land(chunk)));
  }

  private DecryptEvent land(Chunk chunk) {
    int from = (int) chunk.lba();
    int end = from + chunk.blocks();
    if (handedOut.nextClearBit(from) < end) {
      return new DecryptEvent.ChunkSuperseded(chunk);
    }
    chunk.bytes().get(stored, from, chunk.blocks());
    sealed.clear(from, end);
    handedOut.clear(from, end);
    return new DecryptEvent.ChunkWritten(chunk);
  }

  private void start(Chunk chunk, Runnable operation) {
    underWay.add(operation);
    chunksUnderWay.add(chunk);
  }

  @Override
  public void reconnect() {
    answers.add(new DecryptEvent.LinkRestored());
  }

  /** Breaks the link: each operation under way may have happened or not; all are lost. */
  void breakLink() {
    while (!underWay.isEmpty()) {
      Chunk chunk = chunksUnderWay.removeFirst();
      Runnable operation = underWay.removeFirst();
      if (random.nextBoolean()) {
        operation.run();
        answers.removeLast();
      }
      answers.add(new DecryptEvent.ChunkLost(chunk, "cut"));
    }
  }

  /** Gives the core one answer, in random order; false when there is nothing left to answer. */
  boolean step(DecryptCore core) {
    if (answers.isEmpty() && !underWay.isEmpty()) {
      int which = random.nextInt(underWay.size());
      chunksUnderWay.remove(which);
      underWay.remove(which).run();
    }
    DecryptEvent answer = answers.poll();
    if (answer == null) {
      return false;
    }
    core.apply(answer);
    return true;
  }

  @Override
  public boolean knows(int generation) {
    return generation == 1;
  }

  @Override
  public void open(int generation, long lba, ByteBuffer bytes) {
    opened += bytes.remaining();
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      bytes.put(i, (byte) (bytes.get(i) ^ SEAL));
    }
  }
}

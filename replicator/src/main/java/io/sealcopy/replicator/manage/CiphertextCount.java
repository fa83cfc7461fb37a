package io.sealcopy.replicator.manage;

import io.sealcopy.replicator.link.ReplicationLink;
import io.sealcopy.replicator.pair.PairStatus;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How much of a pair's copies is ciphertext: only the remote knows, and it is asked when somebody
 * wants to know and something may have changed. Safe for any thread.
 */
final class CiphertextCount {
  /** What nobody knows: a foreign target keeps no table, or the link was not up yet. */
  static final long UNKNOWN = -1;

  private static final long WAIT_MILLIS = 500;

  /** Others than the main centre change it, too: a decryptor. */
  private static final long OLD_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** The remote is not asked again so soon after it did not answer. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ReplicationLink link;
  private final int[] blockLengths;
  private final long[] bytes;
  private long sequence = -1;
  private long askAgainAt = System.nanoTime();

  static CiphertextCount of(PairDefinition pair, ReplicationLink link) {
    return new CiphertextCount(
        link, pair.members().stream().mapToInt(each -> each.geometry().blockLength()).toArray());
  }

  private CiphertextCount(ReplicationLink link, int[] blockLengths) {
    this.link = link;
    this.blockLengths = blockLengths.clone();
    this.bytes = new long[blockLengths.length];
    Arrays.fill(bytes, UNKNOWN);
  }

  /** Bytes of each member's copy, or {@link #UNKNOWN}; waits for the remote, but not long. */
  synchronized long[] bytes(PairStatus status) {
    boolean changed = sequence >= 0 && status.acknowledgedSequence() != sequence;
    if (status.link().word().equals("up") && (changed || System.nanoTime() - askAgainAt >= 0)) {
      ask(status.acknowledgedSequence());
    }
    return bytes.clone();
  }

  private void ask(long now) {
    CompletableFuture<?>[] answers = new CompletableFuture<?>[bytes.length];
    long[] told = new long[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int member = i;
      CompletableFuture<Boolean> answer = new CompletableFuture<>();
      answers[i] = answer;
      link.ciphertext(
          member,
          blocks -> {
            told[member] = blocks * blockLengths[member];
            answer.complete(true);
          });
    }
    try {
      CompletableFuture.allOf(answers).get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      System.arraycopy(told, 0, bytes, 0, told.length);
      sequence = now;
      askAgainAt = System.nanoTime() + OLD_NANOS;
    } catch (TimeoutException | ExecutionException _) {
      sequence = -1;
      askAgainAt = System.nanoTime() + PATIENCE_NANOS;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

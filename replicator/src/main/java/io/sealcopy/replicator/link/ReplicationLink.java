package io.sealcopy.replicator.link;

import io.sealcopy.protocol.vendor.ImageNote;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The way to one copy. Used by the group thread only; never blocks. What happens is told through
 * {@link LinkListener}, from any thread.
 */
public interface ReplicationLink {
  /** Blocks that one command makes zeros: what our remote takes of WRITE SAME (SBC-3 §6.6.4). */
  int MOST_ZEROS = 1 << 15;

  /**
   * Begins to connect. Ends in exactly one of {@link LinkListener#opened}, {@link
   * LinkListener#lost} and {@link LinkListener#refused} with this number; after the latter two the
   * link uses none of the buffers given to it any more.
   */
  void open(long nexus);

  /**
   * The same, on a {@code sealed} link.
   *
   * @param next the first sequence that is not known to be durable at the remote
   * @param anew everything is copied anew: the remote need not have what was before {@code next}
   */
  default void open(long nexus, long next, boolean anew) {
    open(nexus);
  }

  /**
   * Sends one WRITE to the copy of a member of what remains in {@code data}, at most 256 KiB, which
   * must not change until it is acknowledged or the nexus has ended. On our remote, WRITEs arrive
   * in the order of the calls, whatever their member.
   *
   * @param member index of the volume in its group
   */
  void write(long nexus, long token, int member, long lba, ByteBuffer data);

  /**
   * Makes blocks of the copy of a member read as zeros, in the clear. Nothing else is under way.
   *
   * @param blocks 1 to {@link #MOST_ZEROS}
   */
  default void zero(long nexus, long token, int member, long lba, int blocks) {
    throw new IllegalStateException("zeros do not cross this link as they are");
  }

  /**
   * Sends one sealed record of a member's volume to a remote that takes records: what remains in
   * {@code head}, then what remains in {@code rest}. Neither must change until it is acknowledged
   * or the nexus has ended. Records may arrive in any order.
   */
  default void record(long nexus, long token, int member, ByteBuffer head, ByteBuffer rest) {
    throw new IllegalStateException("no records cross this link");
  }

  /** Asks that everything acknowledged is on stable storage; acknowledged itself. */
  void flush(long nexus, long token);

  /**
   * Asks what the stored bytes of a member's copy are, from block {@code lba} on. {@code told} is
   * called once, from any thread, unless the nexus ends before.
   *
   * @param runs the most that are told
   */
  default void digests(long nexus, int member, long lba, int runs, Consumer<DigestOutcome> told) {
    told.accept(new DigestOutcome.Impossible("this kind of link tells no digests"));
  }

  /**
   * Tells the remote what its image is. {@code told} is called once, from any thread, unless the
   * nexus ends before.
   */
  default void noteImage(long nexus, ImageNote note, Consumer<NoteOutcome> told) {
    told.accept(NoteOutcome.UNKNOWN);
  }

  /**
   * Tells the remote under which opening of the group what follows was made. {@code told} is called
   * once, from any thread, unless the nexus ends before.
   */
  default void noteOpening(long nexus, long opening, Consumer<NoteOutcome> told) {
    told.accept(NoteOutcome.UNKNOWN);
  }

  /**
   * Asks how many blocks of a member's copy are ciphertext, handed out to a decryptor or not. From
   * any thread; {@code told} is called at most once, on any thread, and never where nobody counts.
   */
  default void ciphertext(int member, LongConsumer told) {}

  /** Ends the nexus, if there is one, without waiting; {@link LinkListener#lost} follows. */
  void close();
}

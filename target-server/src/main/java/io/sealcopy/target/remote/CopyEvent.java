package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.storage.table.Checkpoint;
import io.sealcopy.storage.volume.Completion;
import java.nio.ByteBuffer;

/** Everything that can happen to a sealed copy. A nexus is named by a number never used twice. */
public sealed interface CopyEvent {
  record Bind(BindCopy list, CopyAnswer.Listener listener) implements CopyEvent {}

  record StoreKey(ByteBuffer record, CopyAnswer.Listener listener) implements CopyEvent {}

  record OpenNexus(
      long nexus, io.sealcopy.protocol.vendor.OpenNexus list, CopyAnswer.Listener listener)
      implements CopyEvent {}

  record CloseNexus(long nexus, CopyAnswer.Listener listener) implements CopyEvent {}

  /** The session is gone: nothing of it may land any more. */
  record NexusEnded(long nexus) implements CopyEvent {}

  /**
   * A WRITE of the replication nexus with all its data.
   *
   * @param opening the opening that was valid when the command came
   * @param data blocks from {@code lba} on; released by the copy
   */
  record ReplicationWrite(long opening, long lba, BlockBuffer data, Completion completion)
      implements CopyEvent {}

  /** A WRITE of a decryptor with all its data. */
  record DecryptorWrite(long nexus, long lba, BlockBuffer data, Completion completion)
      implements CopyEvent {}

  /**
   * READ TABLE, or READ AND CLEAR TABLE.
   *
   * @param lun named in the entries
   */
  record ReadTable(
      long nexus,
      boolean clear,
      int lun,
      long first,
      long allocationLength,
      CopyAnswer.Listener listener)
      implements CopyEvent {}

  record ReadKeys(long first, long allocationLength, CopyAnswer.Listener listener)
      implements CopyEvent {}

  /** READ DIGESTS from block {@code first} on. */
  record ReadDigests(long first, long allocationLength, CopyAnswer.Listener listener)
      implements CopyEvent {}

  /** What the background read for the digests asked for. */
  record DigestsRead(DigestPlan.Result result) implements CopyEvent {}

  record ReadStatus(CopyAnswer.Listener listener) implements CopyEvent {}

  /**
   * REPORT TAKE OVER.
   *
   * @param operator is told the token for TAKE OVER
   */
  record ReadTakeOver(boolean operator, CopyAnswer.Listener listener) implements CopyEvent {}

  /**
   * TAKE OVER: from now on the copy is this centre's own.
   *
   * @param token as the status told it, or {@link TakeOver#UNASKED}
   */
  record TakeOverCopy(long token, CopyAnswer.Listener listener) implements CopyEvent {}

  /** Somebody says that the main centre has met a disaster. */
  record NoteDisaster(CopyAnswer.Listener listener) implements CopyEvent {}

  /** A WRITE of a host, with all its data, to a copy that was taken over. */
  record HostWrite(long nexus, long lba, BlockBuffer data, Completion completion)
      implements CopyEvent {}

  /** Every record up to {@code sequence} is durable in the receive journal. */
  record Synced(long sequence) implements CopyEvent {}

  record CheckpointDone(Checkpoint checkpoint) implements CopyEvent {}

  /** A sync or a checkpoint failed: what reaches the disk is not known any more. */
  record StorageFailed(String message) implements CopyEvent {}

  /** Time has passed: try again what could not be done. */
  record Tick() implements CopyEvent {}

  /** Take nothing more; tell {@code whenDone} when everything is in a checkpoint. */
  record Shutdown(Runnable whenDone) implements CopyEvent {}
}

package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.VolumeFailure;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can happen to a group of sealed copies. A nexus is named by a number never used
 * twice, the same at every copy.
 */
public sealed interface CopyEvent {
  /** Makes a copy a member, or says again what it is bound to. */
  record Bind(CopyMember member, BindCopy list, CopyAnswer.Listener listener)
      implements CopyEvent {}

  record StoreKey(ByteBuffer record, CopyAnswer.Listener listener) implements CopyEvent {}

  record OpenNexus(
      CopyMember member,
      long nexus,
      io.sealcopy.protocol.vendor.OpenNexus list,
      CopyAnswer.Listener listener)
      implements CopyEvent {}

  record CloseNexus(CopyMember member, long nexus, CopyAnswer.Listener listener)
      implements CopyEvent {}

  /** The session is gone: nothing of it may land any more. */
  record NexusEnded(long nexus) implements CopyEvent {}

  /**
   * A WRITE of the replication nexus with all its data.
   *
   * @param opening the opening that was valid when the command came
   * @param data blocks from {@code lba} on; released by the copy
   */
  record ReplicationWrite(
      CopyMember member, long opening, long lba, BlockBuffer data, Completion completion)
      implements CopyEvent {}

  /**
   * Zeros of the replication nexus, which count as one WRITE.
   *
   * @param opening the opening that was valid when the command came
   */
  record ReplicationZeros(
      CopyMember member, long opening, long lba, long blocks, Completion completion)
      implements CopyEvent {}

  /**
   * A WRITE of the replication nexus whose data could not be kept. Like any refused one it ends its
   * nexus: a later one would be counted in its place.
   *
   * @param opening the opening that was valid when the command came
   */
  record WriteLost(CopyMember member, long opening, VolumeFailure failure, Completion completion)
      implements CopyEvent {}

  /**
   * A WRITE RECORD whose checksums are right; on a sealed link it may come before others that come
   * before it in sequence.
   *
   * @param opening the opening that was valid when the command came
   * @param data with the record's header, released by the copy
   */
  record RecordWrite(
      CopyMember member,
      long opening,
      RecordHeader header,
      BlockBuffer data,
      CopyAnswer.Listener listener)
      implements CopyEvent, PendingRecord.End {
    @Override
    public void ended(@Nullable VolumeFailure failure) {
      listener.answered(failure == null ? new CopyAnswer.Done() : new CopyAnswer.Failed(failure));
    }
  }

  /** A WRITE of a decryptor with all its data. */
  record DecryptorWrite(
      CopyMember member, long nexus, long lba, BlockBuffer data, Completion completion)
      implements CopyEvent {}

  /**
   * READ TABLE, or READ AND CLEAR TABLE.
   *
   * @param lun named in the entries
   */
  record ReadTable(
      CopyMember member,
      long nexus,
      boolean clear,
      int lun,
      long first,
      long allocationLength,
      CopyAnswer.Listener listener)
      implements CopyEvent {}

  record ReadKeys(
      CopyMember member, long first, long allocationLength, CopyAnswer.Listener listener)
      implements CopyEvent {}

  /** READ DIGESTS from block {@code first} on. */
  record ReadDigests(
      CopyMember member, long first, long allocationLength, CopyAnswer.Listener listener)
      implements CopyEvent {}

  /** What the background read for the digests asked for. */
  record DigestsRead(DigestPlan.Result result) implements CopyEvent {}

  record ReadStatus(CopyMember member, CopyAnswer.Listener listener) implements CopyEvent {}

  /**
   * REPORT TAKE OVER.
   *
   * @param operator is told the token for TAKE OVER
   */
  record ReadTakeOver(CopyMember member, boolean operator, CopyAnswer.Listener listener)
      implements CopyEvent {}

  /**
   * TAKE OVER: from now on all copies of the group are this centre's own.
   *
   * @param token as the status told it, or {@link TakeOver#UNASKED}
   */
  record TakeOverCopy(long token, CopyAnswer.Listener listener) implements CopyEvent {}

  /** As {@link TakeOverCopy}, and all copies go back to the earlier image that is kept of them. */
  record TakeOverImage(long token, CopyAnswer.Listener listener) implements CopyEvent {}

  /**
   * Keep an image of all copies of the group, as they are after all that came before; one that is
   * kept already stays instead.
   *
   * @param time by the main centre's wall clock, milliseconds since 1970
   */
  record KeepImage(long time, CopyAnswer.Listener listener) implements CopyEvent {}

  /** The image is not needed any more. */
  record DropImage(CopyAnswer.Listener listener) implements CopyEvent {}

  /** Somebody says that the main centre has met a disaster. */
  record NoteDisaster(CopyAnswer.Listener listener) implements CopyEvent {}

  /**
   * NOTE IMAGE: what the main centre says of the image.
   *
   * @param argument an {@link io.sealcopy.protocol.vendor.ImageNote}
   */
  record NoteImage(long nexus, long argument, CopyAnswer.Listener listener) implements CopyEvent {}

  /**
   * READ OPENING and NOTE OPENING.
   *
   * @param told 0 or more; {@link #ASKED}: nothing is told
   */
  record Opening(long nexus, long told, CopyAnswer.Listener listener) implements CopyEvent {
    /** Nothing is told. */
    public static final long ASKED = -1;
  }

  /** A WRITE of a host, with all its data, to a copy that was taken over. */
  record HostWrite(CopyMember member, long nexus, long lba, BlockBuffer data, Completion completion)
      implements CopyEvent {}

  /** Every record up to number {@code last} is durable in the receive journal. */
  record Synced(long last) implements CopyEvent {}

  /** The group's checkpoint is durable, and the space before it given up. */
  record CheckpointDone(GroupCheckpoint checkpoint) implements CopyEvent {}

  /** A sync or a checkpoint failed: what reaches the disk is not known any more. */
  record StorageFailed(String message) implements CopyEvent {}

  /** Time has passed: try again what could not be done. */
  record Tick() implements CopyEvent {}

  /** Take nothing more; tell {@code whenDone} when everything is in a checkpoint. */
  record Shutdown(Runnable whenDone) implements CopyEvent {}
}

package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.DigestOutcome;
import io.sealcopy.replicator.link.LinkRefusal;
import io.sealcopy.replicator.link.LinkTrouble;
import io.sealcopy.replicator.link.NoteOutcome;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything that can happen to a group. */
public sealed interface GroupEvent
    permits HostChange,
        GroupEvent.HostFlush,
        GroupEvent.VolumeDone,
        GroupEvent.ChunkRead,
        GroupEvent.Synced,
        GroupEvent.LinkOpened,
        GroupEvent.LinkLost,
        GroupEvent.Refused,
        GroupEvent.Acknowledged,
        GroupEvent.Tick,
        GroupEvent.Flush,
        GroupEvent.Resync,
        GroupEvent.Split,
        GroupEvent.Begin,
        GroupEvent.Modify,
        GroupEvent.Suspend,
        GroupEvent.Compare,
        GroupEvent.Verify,
        GroupEvent.StopVerify,
        GroupEvent.LastVerify,
        GroupEvent.Digests,
        GroupEvent.PieceRead,
        GroupEvent.ImageNoted,
        GroupEvent.OpeningNoted,
        GroupEvent.Query,
        GroupEvent.TellUnshipped,
        GroupEvent.Stop {

  /** A host wants everything completed before to be on stable storage. */
  record HostFlush(Completion completion) implements GroupEvent {}

  /** The P-VOL has ended a change that it did not end at once. */
  record VolumeDone(HostChange change) implements GroupEvent {}

  /** The P-VOL has ended a read of the copier that it did not end at once. */
  record ChunkRead(@Nullable VolumeFailure failure) implements GroupEvent {}

  /** A round of the sync thread has ended. At most one of the failures is given. */
  record Synced(
      SyncWork work, @Nullable String journalFailure, @Nullable VolumeFailure volumeFailure)
      implements GroupEvent {}

  /** See {@link io.sealcopy.replicator.link.LinkListener#opened}. */
  record LinkOpened(long nexus, RemoteKind remote) implements GroupEvent {}

  /** See {@link io.sealcopy.replicator.link.LinkListener#lost}. */
  record LinkLost(long nexus, LinkTrouble trouble) implements GroupEvent {}

  /** See {@link io.sealcopy.replicator.link.LinkListener#refused}. */
  record Refused(long nexus, LinkRefusal refusal) implements GroupEvent {}

  /** See {@link io.sealcopy.replicator.link.LinkListener#acknowledged}. */
  record Acknowledged(long nexus, long token) implements GroupEvent {}

  /** Time has passed. */
  record Tick() implements GroupEvent {}

  /** Operator: tell when everything acknowledged before now is durable at the remote. */
  record Flush(Consumer<CommandResult> result) implements GroupEvent {}

  /** Operator: ship nothing more; done when nothing is in flight any more. */
  record Split(Consumer<CommandResult> result) implements GroupEvent {}

  /** Operator: begin with a pair that is only defined. */
  record Begin(Consumer<CommandResult> result) implements GroupEvent {}

  /** Operator: other options, as far as they may change; stored already. */
  record Modify(PairOptions options, Consumer<CommandResult> result) implements GroupEvent {}

  /** Operator: go on after a fault or a split. */
  record Resync(Consumer<CommandResult> result) implements GroupEvent {}

  /**
   * Operator: of what is to be copied now, leave out what the remote is proven to hold.
   *
   * @param generation of the group's key
   */
  record Compare(int generation) implements GroupEvent {}

  /**
   * Operator: compare the copy with the P-VOL. The result says whether that has begun.
   *
   * @param generation of the group's key: anything else at the remote is a difference
   * @param bytesPerSecond {@link PairOptions#NO_RATE}: as fast as the copier may be
   */
  record Verify(int generation, long bytesPerSecond, Consumer<CommandResult> result)
      implements GroupEvent {}

  /** Operator: compare no more. */
  record StopVerify(Consumer<CommandResult> result) implements GroupEvent {}

  /** At the start: how the last comparison went. */
  record LastVerify(VerifyStatus status) implements GroupEvent {}

  /** A question for digests has ended. */
  record Digests(long question, DigestOutcome outcome) implements GroupEvent {}

  /** The remote was told what its image is. */
  record ImageNoted(long question, NoteOutcome outcome) implements GroupEvent {}

  /** What came of telling the remote the present opening. */
  record OpeningNoted(long question, NoteOutcome outcome) implements GroupEvent {}

  /** The P-VOL has ended a read of a comparison that it did not end at once. */
  record PieceRead() implements GroupEvent {}

  /** A fault found outside the core. */
  record Suspend(PairFault fault) implements GroupEvent {}

  /** Tell what the remote is not known to have. */
  record TellUnshipped(Consumer<Unshipped> result) implements GroupEvent {}

  /** Tell how the pair is. */
  record Query(Consumer<PairStatus> result) implements GroupEvent {}

  /** Finish what was begun, make it durable, clear the marks; nothing may follow. */
  record Stop(Runnable stopped) implements GroupEvent {}
}

package io.sealcopy.target.remote;

import io.sealcopy.storage.volume.VolumeFailure;

/** Ends commands that come when their group has ended: the copy is on its way to another role. */
final class LateEvents {
  /** Hosts send it again, and meet what the copy is by then. */
  static final VolumeFailure AWAY =
      new VolumeFailure.Away("the copy is on its way to another role");

  private static final CopyAnswer BUSY = new CopyAnswer.Busy(AWAY.message());

  private LateEvents() {}

  /** Tells whoever gave the event, and gives its memory back. */
  static void refuse(CopyEvent event) {
    switch (event) {
      case CopyEvent.Bind(CopyMember _, var _, var listener) -> listener.answered(BUSY);
      case CopyEvent.StoreKey(var _, var listener) -> listener.answered(BUSY);
      case CopyEvent.OpenNexus open -> open.listener().answered(BUSY);
      case CopyEvent.CloseNexus close -> close.listener().answered(new CopyAnswer.Done());
      case CopyEvent.ReadKeys read -> read.listener().answered(BUSY);
      case CopyEvent.ReadDigests read -> read.listener().answered(BUSY);
      case CopyEvent.ReadStatus read -> read.listener().answered(BUSY);
      case CopyEvent.ReadTakeOver read -> read.listener().answered(BUSY);
      case CopyEvent.TakeOverCopy take -> take.listener().answered(BUSY);
      case CopyEvent.NoteDisaster note -> note.listener().answered(BUSY);
      case CopyEvent.NoteImage note -> note.listener().answered(BUSY);
      case CopyEvent.Opening note -> note.listener().answered(BUSY);
      case CopyEvent.TakeOverImage take -> take.listener().answered(BUSY);
      case CopyEvent.KeepImage keep -> keep.listener().answered(BUSY);
      case CopyEvent.DropImage drop -> drop.listener().answered(BUSY);
      case CopyEvent.RecordWrite write -> RecordIntake.refuse(write, BUSY);
      case CopyEvent.WriteLost _,
          CopyEvent.ReplicationWrite _,
          CopyEvent.ReplicationZeros _,
          CopyEvent.DecryptorWrite _,
          CopyEvent.ReadTable _,
          CopyEvent.HostWrite _ ->
          Refusals.tell(event, AWAY);
      case CopyEvent.NexusEnded _,
          CopyEvent.Synced _,
          CopyEvent.DigestsRead _,
          CopyEvent.CheckpointDone _,
          CopyEvent.StorageFailed _,
          CopyEvent.Tick _,
          CopyEvent.Shutdown _ -> {}
    }
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.storage.volume.VolumeFailure;
import java.nio.ByteBuffer;

/** What a copy answers that belongs to no group: it has nothing to tell and takes nothing. */
final class UnboundCopy {
  private UnboundCopy() {}

  /** Answers at once. */
  static void answer(CopyMember member, CopyEvent event) {
    switch (event) {
      case CopyEvent.ReadStatus(CopyMember _, var listener) ->
          listener.answered(GroupDesk.page(member.status(null).encode()));
      case CopyEvent.StoreKey(ByteBuffer _, var listener) -> listener.answered(refusal(member));
      case CopyEvent.OpenNexus open -> open.listener().answered(refusal(member));
      case CopyEvent.ReadTakeOver read ->
          read.listener().answered(GroupDesk.page(member.takeOverStatus(null).encode()));
      case CopyEvent.TakeOverCopy take -> take.listener().answered(refusal(member));
      case CopyEvent.TakeOverImage take -> take.listener().answered(refusal(member));
      case CopyEvent.KeepImage keep -> keep.listener().answered(refusal(member));
      case CopyEvent.DropImage drop -> drop.listener().answered(refusal(member));
      case CopyEvent.NoteDisaster note -> note.listener().answered(refusal(member));
      case CopyEvent.NoteImage note -> note.listener().answered(refusal(member));
      case CopyEvent.Opening note -> note.listener().answered(refusal(member));
      case CopyEvent.ReadKeys read -> read.listener().answered(refusal(member));
      case CopyEvent.ReadDigests read -> read.listener().answered(refusal(member));
      case CopyEvent.ReadTable read -> read.listener().answered(refusal(member));
      case CopyEvent.CloseNexus close -> close.listener().answered(new CopyAnswer.Done());
      case CopyEvent.RecordWrite write -> RecordIntake.refuse(write, refusal(member));
      case CopyEvent.NexusEnded _ -> {}
      case CopyEvent.WriteLost _,
          CopyEvent.ReplicationWrite _,
          CopyEvent.ReplicationZeros _,
          CopyEvent.DecryptorWrite _,
          CopyEvent.HostWrite _ ->
          Refusals.tell(event, new VolumeFailure.Protected(why(member)));
      case CopyEvent.Bind _,
          CopyEvent.Synced _,
          CopyEvent.DigestsRead _,
          CopyEvent.CheckpointDone _,
          CopyEvent.StorageFailed _,
          CopyEvent.Tick _,
          CopyEvent.Shutdown _ ->
          throw new IllegalStateException("not an event of an unbound copy: " + event);
    }
  }

  private static CopyAnswer refusal(CopyMember member) {
    return member.fault().isPresent()
        ? new CopyAnswer.NotReady(why(member))
        : new CopyAnswer.OutOfSequence(why(member));
  }

  private static String why(CopyMember member) {
    return member.fault().map(Fault::text).orElse("copy " + member.name() + " is not bound");
  }
}

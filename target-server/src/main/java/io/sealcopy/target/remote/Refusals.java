package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Ends commands that the core will not carry out. */
final class Refusals {
  private Refusals() {}

  /** Why the event is not carried out; null when it is, now or later. */
  static @Nullable VolumeFailure of(
      CopyEvent event,
      GroupDesk desk,
      boolean stopping,
      @Nullable OpenedNexus nexus,
      @Nullable String stalled) {
    if (desk.parts() == null || desk.fault().isPresent()) {
      return desk.protectedFailure();
    }
    if (stopping) { // Before the nexus, which has ended too: no refusal, which would suspend.
      return new VolumeFailure.Away("the remote centre is shutting down");
    }
    if (event instanceof CopyEvent.WriteLost lost) {
      return lost.failure();
    }
    boolean open =
        switch (event) {
          case CopyEvent.ReplicationWrite write -> isOpen(nexus, write.member(), write.opening());
          case CopyEvent.ReplicationZeros zeros -> isOpen(nexus, zeros.member(), zeros.opening());
          default -> true;
        };
    if (!open) {
      return new VolumeFailure.Protected("the replication nexus is not open, or no longer");
    }
    if (event instanceof CopyEvent.ReplicationZeros zeros && !mayBeClear(zeros)) {
      return new VolumeFailure.Protected(
          "zeros come sealed to this copy, or are more than one command may bring");
    }
    VolumeFailure host =
        event instanceof CopyEvent.HostWrite write ? desk.hostsRefused(write.member()) : null;
    if (host != null) {
      return host;
    }
    return stalled == null ? null : new VolumeFailure.OutOfSpace(stalled);
  }

  private static boolean isOpen(@Nullable OpenedNexus nexus, CopyMember member, long opening) {
    return nexus != null
        && !nexus.list().isSealedLink()
        && nexus.opening() == opening
        && nexus.opening() == member.opening();
  }

  private static boolean mayBeClear(CopyEvent.ReplicationZeros zeros) {
    return zeros.member().boundTo().holes() == BindCopy.Holes.CLEAR
        && zeros.blocks() <= RecordHeader.MAX_ZERO_BLOCKS;
  }

  /** Tells whoever gave the event, and gives its memory back. */
  static void tell(CopyEvent event, VolumeFailure failure) {
    switch (event) {
      case CopyEvent.ReplicationWrite write -> tell(write.data(), write.completion(), failure);
      case CopyEvent.ReplicationZeros zeros -> zeros.completion().done(failure);
      case CopyEvent.WriteLost lost -> lost.completion().done(failure);
      case CopyEvent.DecryptorWrite write -> tell(write.data(), write.completion(), failure);
      case CopyEvent.HostWrite write -> tell(write.data(), write.completion(), failure);
      case CopyEvent.KeepImage keep -> keep.listener().answered(GroupDesk.answer(failure));
      case CopyEvent.TakeOverImage take -> take.listener().answered(GroupDesk.answer(failure));
      case CopyEvent.ReadTable read -> read.listener().answered(GroupDesk.answer(failure));
      default -> throw new IllegalStateException("not an ordered event: " + event);
    }
  }

  private static void tell(BlockBuffer data, Completion completion, VolumeFailure failure) {
    data.release();
    completion.done(failure);
  }

  /** Ends what a session that is gone still waits for. */
  static void tellAndRemove(long nexus, Queue<CopyEvent> waiting) {
    VolumeFailure gone = new VolumeFailure.Protected("the session has ended");
    Iterator<CopyEvent> events = waiting.iterator();
    while (events.hasNext()) {
      CopyEvent event = events.next();
      if ((event instanceof CopyEvent.DecryptorWrite write && write.nexus() == nexus)
          || (event instanceof CopyEvent.HostWrite host && host.nexus() == nexus)
          || (event instanceof CopyEvent.ReadTable read && read.nexus() == nexus)) {
        events.remove();
        tell(event, gone);
      }
    }
  }
}

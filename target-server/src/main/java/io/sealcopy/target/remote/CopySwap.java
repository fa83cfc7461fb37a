package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.DiffersPage;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a swap does with the copies of a centre: those that were taken over become P-VOLs, and a
 * P-VOL becomes a copy. Commands block; one at a time.
 */
public final class CopySwap {
  private final SealedCopies all;

  /** Works on all copies of a centre. */
  public CopySwap(SealedCopies all) {
    this.all = all;
  }

  /** Whether copies can become P-VOLs. */
  public sealed interface Own {
    /**
     * They can.
     *
     * @param groupId of the pair that they were copies of
     * @param epoch that of the take-over: higher than any that its main centre has named
     * @param volumeIds of the P-VOLs that they were copies of, in the order asked
     */
    record Ready(UUID groupId, long epoch, List<UUID> volumeIds) implements Own {}

    /** They cannot, in words. */
    record Not(String why) implements Own {}
  }

  /** Looks whether copies are all of a group that was taken over, and wholly plaintext. */
  public Own look(List<String> names) {
    List<UUID> volumeIds = new ArrayList<>();
    CopyGroup group = null;
    for (String name : names) {
      SealedCopy copy = copy(name);
      CopyGroup of = copy == null ? null : copy.group();
      if (copy == null || of == null || !of.isTakenOver()) {
        return new Own.Not("volume " + name + " is no copy that was taken over");
      }
      if (group != null && !group.equals(of)) {
        return new Own.Not(
            "volume " + name + " is a copy of another pair than " + names.getFirst());
      }
      String problem = problem(copy, of);
      if (problem != null) {
        return new Own.Not(problem);
      }
      volumeIds.add(copy.member().boundTo().volumeId());
      group = of;
    }
    GroupState known = Objects.requireNonNull(group).statistics().state().orElseThrow();
    for (GroupState.Member member : known.members()) {
      if (!new HashSet<>(names).contains(member.copy())) {
        return new Own.Not(
            "copy %s belongs to the group too: name all of its volumes".formatted(member.copy()));
      }
    }
    return new Own.Ready(known.groupId(), known.epoch(), volumeIds);
  }

  private static @Nullable String problem(SealedCopy copy, CopyGroup group) {
    CopyStatus status = copy.statistics().status();
    long sealed = status.ciphertextBlocks() + status.handedOutBlocks();
    if (status.fault().isPresent()) {
      return status.fault().get().text();
    } else if (group.statistics().stalled().isPresent()) {
      return group.statistics().stalled().get();
    }
    return sealed == 0
        ? null
        : "%d blocks of copy %s are ciphertext still: open them first, with sealcopy decrypt"
            .formatted(sealed, copy.name());
  }

  private @Nullable SealedCopy copy(String name) {
    return all.copies().stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
  }

  /**
   * Ends the group in order, everything in place; its files stay until {@link #release}. Hosts are
   * sent away.
   *
   * @return which regions hosts have changed since the take-over, of each copy in the order asked
   * @throws IOException when something could not be put in place; then it is open again
   */
  public List<BitSet> leave(List<String> names, UUID groupId) throws IOException {
    List<SealedCopy> copies = names.stream().map(all::any).toList();
    CopyGroup group = Objects.requireNonNull(copies.getFirst().group());
    List<@Nullable HostChanges> changes = new ArrayList<>();
    for (SealedCopy copy : copies) {
      copy.serve(false);
      changes.add(copy.member().changes());
    }
    all.leave(group);
    if (group.statistics().pending() > 0 || group.statistics().fault().isPresent()) {
      rejoin(names, groupId);
      throw new IOException("what hosts have written could not all be put in place");
    }
    return changes.stream().map(each -> regions(Objects.requireNonNull(each))).toList();
  }

  private static BitSet regions(HostChanges changes) {
    BitSet regions = new BitSet();
    for (int at = changes.next(0); at >= 0; at = changes.next(at + 1)) {
      regions.set(at);
    }
    return regions;
  }

  /** Opens again what was left, when nothing came of it. */
  public void rejoin(List<String> names, UUID groupId) throws IOException {
    all.reopen(groupId);
    names.forEach(name -> all.any(name).serve(true));
  }

  /**
   * The copies are P-VOLs, durably: forgets what they were. After a crash it is done again.
   *
   * @param groupId what does not belong to it is left alone
   */
  public static void release(StorageDirectory state, List<String> names, UUID groupId)
      throws IOException {
    for (String name : names) {
      byte[] mark = CopyDirectory.markOf(CopyStore.directoryOf(state, name));
      if (mark.length == 0 || CopyMark.names(mark, groupId)) {
        CopyStore.release(state, name);
      }
    }
  }

  /** Whether the state directory says that a volume is a copy. */
  public static boolean saysCopy(StorageDirectory state, String name) throws IOException {
    return CopyStore.knows(state, name)
        && CopyDirectory.saysCopy(CopyStore.directoryOf(state, name));
  }

  /** Whether a volume is bound as a copy. */
  public static boolean isBound(StorageDirectory state, String name) throws IOException {
    return CopyStore.knows(state, name)
        && CopyDirectory.markOf(CopyStore.directoryOf(state, name)).length > 0;
  }

  /** Keeps where a volume that ceases to be a P-VOL differs from its copy. */
  public static void store(StorageDirectory state, String name, DiffersPage page)
      throws IOException {
    CopyDirectory.storeDiffers(CopyStore.directoryOf(state, name), page.encode());
  }

  /** A P-VOL stays an ordinary volume: an attempt to make a copy of it came to nothing. */
  public static void forget(StorageDirectory state, String name) throws IOException {
    CopyDirectory.deleteDiffers(CopyStore.directoryOf(state, name));
  }

  /** The volume is a copy from now on: reads where it differs. */
  public void learn(String name) throws IOException {
    SealedCopy copy = all.any(name);
    copy.member().differs().load();
    copy.serve(true);
  }
}

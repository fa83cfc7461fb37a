package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UNBIND COPY: all copies of a group are plain volumes again, as if no pair had been begun. Only
 * while nothing has come to them: a table that says ciphertext is never thrown away like this.
 */
final class Unbinding {
  private static final Logger LOG = LoggerFactory.getLogger(Unbinding.class);

  private final SealedCopies all;
  private final StorageDirectory state;

  Unbinding(SealedCopies all, StorageDirectory state) {
    this.all = all;
    this.state = state;
  }

  /**
   * Undoes it, if this is what the copy is bound to; one that is bound to nothing stays so.
   *
   * @throws IOException when files cannot be changed; after the next start the group is whole, or
   *     some of its copies are bound: then it is said again
   */
  CopyAnswer run(SealedCopy copy, BindCopy list) throws IOException {
    CopyGroup group = copy.group();
    if (group == null) {
      Optional<Fault> fault = copy.member().fault();
      return fault.isPresent()
          ? new CopyAnswer.NotReady(fault.get().text())
          : new CopyAnswer.Done();
    }
    if (!group.id().equals(list.groupId())) {
      return GroupDesk.wrong(GroupDesk.GROUP_AT, "the copy is bound to another group");
    }
    if (!copy.member().isOf(list.volumeId())) {
      return GroupDesk.wrong(GroupDesk.VOLUME_AT, "the copy is bound to another volume");
    }
    CopyAnswer used = used(group.statistics());
    if (used != null) {
      return used;
    }
    var left = all.leave(group);
    used = used(group.statistics()); // What came while it ended was answered, and counts.
    if (used != null) {
      all.reopen(group.id());
      return used;
    }
    for (SealedCopy each : left) {
      CopyStore.release(state, each.name());
    }
    LOG.info("group {} was never used: its main centre has unbound its copies", group.id());
    return new CopyAnswer.Done();
  }

  /** Why the binding is more than an attempt; null: it is none. */
  private static @Nullable CopyAnswer used(GroupStatistics group) {
    if (group.fault().isPresent()) {
      return new CopyAnswer.NotReady(group.fault().get().text());
    } else if (group.opening() != 0) {
      return new CopyAnswer.OutOfSequence("a nexus is open");
    }
    return group.takenOver() || group.durableArrival() > 0
        ? new CopyAnswer.OutOfSequence("changes have come to the group: it is no mere attempt")
        : null;
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.BindCopy;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which bind list fits a group and a copy. */
final class BindRules {
  private BindRules() {}

  /** Why a member is not bound so; null when it may be. */
  static @Nullable CopyAnswer wrong(
      UUID groupId, GroupImage image, GroupState group, CopyMember member, BindCopy list) {
    Optional<BindCopy> known = member.binding();
    if (!group.members().stream()
        .allMatch(other -> other.binding().direction() == list.direction())) {
      return GroupDesk.wrong(GroupDesk.DIRECTION_AT, "the group is bound the other way");
    }
    if (!list.groupId().equals(groupId)) {
      return GroupDesk.wrong(GroupDesk.GROUP_AT, "the copy is bound to another group");
    }
    if (known.isPresent() && !list.volumeId().equals(known.get().volumeId())) {
      return GroupDesk.wrong(GroupDesk.VOLUME_AT, "the copy is bound to another volume");
    }
    CopyMember twin = image.memberOf(list.volumeId());
    if (twin != null && twin != member) {
      return GroupDesk.wrong(
          GroupDesk.VOLUME_AT, "copy " + twin.name() + " is bound to that volume");
    }
    if (group.takenOver()) {
      return GroupDesk.ownEpoch(group);
    }
    if (list.blockLength() != member.directory().blockLength()) {
      return GroupDesk.wrong(GroupDesk.LENGTH_OR_GENERATION_AT, "the volume has other blocks");
    }
    if (list.pairEpoch() < group.epoch()) {
      return GroupDesk.wrong(GroupDesk.EPOCH_AT, "the pair epoch is older than " + group.epoch());
    }
    return list.blockCount() > member.directory().blockCount()
        ? GroupDesk.wrong(GroupDesk.COUNT_OR_KEY_AT, "the volume is too small")
        : null;
  }
}

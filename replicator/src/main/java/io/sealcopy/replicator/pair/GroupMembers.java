package io.sealcopy.replicator.pair;

import java.util.List;

/** The volumes of one group, in the order that numbers them: records and changes name them so. */
public final class GroupMembers {
  private final GroupMember[] members;

  /**
   * @param parts at least one
   */
  public GroupMembers(GroupParameters parameters, List<GroupMember.Part> parts) {
    members = new GroupMember[parts.size()];
    int region = 0;
    for (int i = 0; i < members.length; i++) {
      members[i] = new GroupMember(parameters, i, region, parts.get(i));
      region = Math.addExact(region, members[i].regionCount);
    }
  }

  GroupMember get(int index) {
    return members[index];
  }

  /** How many there are. */
  public int count() {
    return members.length;
  }

  /** How many regions all have together. */
  public int regionCount() {
    GroupMember last = members[members.length - 1];
    return last.firstRegion + last.regionCount;
  }

  /** Bytes of all volumes. */
  long byteCount() {
    long bytes = 0;
    for (GroupMember member : members) {
      bytes += member.blockCount * member.blockLength;
    }
    return bytes;
  }

  GroupMember ofRegion(int region) {
    int index = members.length - 1;
    while (members[index].firstRegion > region) {
      index--;
    }
    return members[index];
  }
}

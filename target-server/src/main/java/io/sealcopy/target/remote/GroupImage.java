package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.OpenNexus;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All members of a group after every record applied so far: how far that is. One journal gives the
 * order of all of them.
 */
final class GroupImage {
  private final List<CopyMember> members;
  private long applied;
  private long arrival;
  private boolean sequences;
  private @Nullable EarlierImage earlier;
  private String lostEarlier = "";

  /** Of a plain copy, the pair epoch of its main centre; negative: it is a sealed one. */
  private long plainEpoch = -1;

  /** Begins where the member begins whose checkpoint is the oldest. */
  GroupImage(List<CopyMember> members) {
    this.members = members;
    boolean first = true;
    for (CopyMember member : members) {
      CopyImage image = member.image();
      if (image != null && (first || image.table().sequence() < applied)) {
        applied = image.table().sequence();
        arrival = image.table().arrival();
        first = false;
      }
    }
  }

  /** The number, in the journal, of the last record applied. */
  long applied() {
    return applied;
  }

  /**
   * Replication WRITEs among the records applied; on a sealed link the sequence of the last record
   * of the main centre.
   */
  long arrival() {
    return arrival;
  }

  /** Whether {@link #arrival} is a sequence. */
  boolean followsSequences() {
    return sequences;
  }

  /** From now on records are such as this nexus brings. */
  void follow(OpenNexus nexus) {
    sequences = nexus.isSealedLink();
    plainEpoch = nexus.isUnsealed() ? nexus.pairEpoch() : -1;
  }

  /**
   * Whether a record is the main centre's. A decryptor's, or a host's, is of no generation; where
   * the main centre's is not either, there is nothing to decrypt, and hosts write in a later epoch.
   */
  boolean counts(RecordHeader header) {
    return header.kind().changesBlocks()
        && (header.generation() != 0 || header.epoch() <= plainEpoch);
  }

  /** The next record is applied, to whichever member it belongs. */
  void advance(long order, RecordHeader header) {
    applied = order;
    if (counts(header)) {
      arrival = sequences ? header.sequence() : arrival + 1;
    }
  }

  /** What is kept of an earlier image; null when nothing is. */
  @Nullable EarlierImage earlier() {
    return earlier;
  }

  /** This is kept from now on. */
  void keep(EarlierImage kept) {
    earlier = kept;
    lostEarlier = "";
  }

  ImageStatus earlierStatus() {
    return earlier == null ? new ImageStatus(false, 0, 0, lostEarlier) : earlier.status();
  }

  /**
   * Saves what the record will change, durably after {@link #syncEarlier}; or the image is lost.
   *
   * @throws IOException when it cannot even be dropped: then the record must not be applied
   */
  void saveEarlier(CopyMember member, RecordHeader header, long order) throws IOException {
    if (earlier != null) {
      try {
        earlier.save(member, header, order);
      } catch (IOException e) {
        loseEarlier("copy " + member.name() + ": " + e.getMessage());
      }
    }
  }

  /** As {@link #saveEarlier}. */
  void syncEarlier() throws IOException {
    if (earlier != null) {
      try {
        earlier.sync();
      } catch (IOException e) {
        loseEarlier(e.getMessage());
      }
    }
  }

  /** Drops it, durably; copies go on being changed. */
  void loseEarlier(@Nullable String why) throws IOException {
    if (earlier != null) {
      dropEarlier();
      lostEarlier = why == null ? "its files cannot be written" : why;
    }
  }

  /** The image is not needed any more. */
  void dropEarlier() throws IOException {
    if (earlier != null) {
      earlier.drop();
      earlier = null;
    }
  }

  /**
   * Finds what was kept before. What cannot be read is lost, unless a take-over may have begun to
   * put it back.
   *
   * @throws IOException then
   */
  void openEarlier(GroupDirectory directory, GroupState state, long most) throws IOException {
    try {
      earlier = EarlierImage.open(directory, members, most);
    } catch (IOException e) {
      if (state.takenOver() && EarlierImage.mayBePutBack(directory)) {
        throw e;
      }
      EarlierImage.discard(directory, members);
      lostEarlier = String.valueOf(e.getMessage());
    }
  }

  /** Puts all members back to what they were then; see {@link EarlierImage#putBack}. */
  void putBackEarlier() throws IOException {
    if (earlier != null) {
      earlier.putBack(members, this);
      earlier = null;
    }
  }

  /** The member that is the copy of this volume; null when there is none. */
  @Nullable CopyMember memberOf(UUID volumeId) {
    for (int i = 0; i < members.size(); i++) {
      CopyMember member = members.get(i);
      if (member.isOf(volumeId)) {
        return member;
      }
    }
    return null;
  }

  /** Whether a checkpoint would say anything new. */
  boolean isAheadOfTables() {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).boundImage().table().sequence() < applied) {
        return true;
      }
    }
    return false;
  }

  /** Whether the table of a member has half of what one checkpoint can write. */
  boolean hasLongTables() {
    for (int i = 0; i < members.size(); i++) {
      CopyImage image = members.get(i).boundImage();
      if (image.table().pendingPages() * 2 >= image.table().shape().areaCapacity()) {
        return true;
      }
    }
    return false;
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes records of what changes a group's copies, and numbers them in its journal. */
final class CopyIntake {
  private final PendingQueue pending;
  private long last;
  private boolean wantsRoom;

  /**
   * Adds to {@code pending}.
   *
   * @param last number that the journal has
   */
  CopyIntake(PendingQueue pending, long last) {
    this.pending = pending;
    this.last = last;
  }

  /** The number of the last record. */
  long last() {
    return last;
  }

  /** Whether something was not taken, since this was asked last, for want of room. */
  boolean tookNoMore() {
    boolean wanted = wantsRoom;
    wantsRoom = false;
    return wanted;
  }

  /** A WRITE of the replication nexus; false when there is no room for it. */
  boolean append(GroupParts parts, OpenedNexus open, CopyEvent.ReplicationWrite write) {
    RecordHeader header = CopyRecords.sealed(open, last + 1, write);
    return append(parts, write.member(), header, write.data(), write.completion()::done);
  }

  /** Zeros of the replication nexus; false when there is no room for them. */
  boolean append(GroupParts parts, OpenedNexus open, CopyEvent.ReplicationZeros zeros) {
    RecordHeader header = CopyRecords.zeros(open, last + 1, zeros);
    return append(parts, zeros.member(), header, null, zeros.completion()::done);
  }

  /** A record that is the next of its link; false when there is no room for it. */
  boolean append(GroupParts parts, CopyEvent.RecordWrite write) {
    return append(parts, write.member(), write.header(), write.data(), write);
  }

  /** A WRITE of a decryptor, unless the blocks are not his; false when there is no room for it. */
  boolean append(GroupParts parts, CopyEvent.DecryptorWrite write) throws IOException {
    CopyMember member = write.member();
    int blocks = write.data().length() / member.directory().blockLength();
    boolean his = member.owners().owns(write.nexus(), write.lba(), write.lba() + blocks);
    if (!his
        || pending.replaces(member, write.lba(), blocks)
        || !member.boundImage().table().allHandedOut(write.lba(), blocks)) {
      Refusals.tell(
          write,
          new VolumeFailure.Protected("not all of these blocks are handed out to this nexus"));
      return true;
    }
    return appendPlain(parts, member, write.lba(), write.data(), write.completion());
  }

  /** A host's write: whatever the blocks were, they are plaintext now, and no decryptor's. */
  boolean append(GroupParts parts, CopyEvent.HostWrite write) {
    CopyMember member = write.member();
    HostChanges changes = member.changes();
    if (changes == null) {
      throw new IllegalStateException("a host's write to a copy that was not taken over");
    }
    changes.mark(write.lba(), write.data().length() / member.directory().blockLength());
    return appendPlain(parts, member, write.lba(), write.data(), write.completion());
  }

  private boolean appendPlain(
      GroupParts parts, CopyMember member, long lba, BlockBuffer data, Completion completion) {
    RecordHeader header =
        CopyRecords.plain(parts.state().epoch(), last + 1, member, lba, data.length());
    return append(parts, member, header, data, completion::done);
  }

  /**
   * READ AND CLEAR TABLE, whose lock it is that everything on its way is applied first and later
   * changes wait; false when that is still to come.
   */
  boolean handOut(GroupParts parts, CopyEvent.ReadTable read) throws IOException {
    if (!pending.isEmpty()) {
      return false;
    }
    CopyMember member = read.member();
    TableAnswers.Answer answer = GroupDesk.answersOf(member).table(read);
    CopyAnswer data = new CopyAnswer.Data(answer.bytes());
    if (!answer.ciphertext()) {
      if (answer.start() < answer.end()) {
        member.owners().set(answer.start(), answer.end(), read.nexus());
      }
      read.listener().answered(data);
      return true;
    }
    RecordHeader header =
        CopyRecords.handedOut(
            parts.state().epoch(), last + 1, member, answer.start(), answer.end());
    PendingRecord.End end =
        failure -> read.listener().answered(failure == null ? data : GroupDesk.answer(failure));
    boolean done = append(parts, member, header, null, end);
    if (done) {
      pending.last().handedTo = read.nexus();
    }
    return done;
  }

  private boolean append(
      GroupParts parts,
      CopyMember member,
      RecordHeader header,
      @Nullable BlockBuffer data,
      PendingRecord.End end) {
    long journalEnd = parts.journal().endAfter(header);
    if (journalEnd < 0) {
      wantsRoom = true;
      return false;
    }
    last++;
    PendingRecord record = new PendingRecord(member, last, header, journalEnd, data, end);
    parts.journal().add(record);
    pending.add(record);
    return true;
  }
}

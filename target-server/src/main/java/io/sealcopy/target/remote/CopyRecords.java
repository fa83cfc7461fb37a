package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.OpenNexus;

/**
 * The headers of the records in a receive journal on a {@code standard} link: their sequence is
 * their number in it.
 */
final class CopyRecords {
  private CopyRecords() {}

  /**
   * A WRITE of the replication nexus: ciphertext of the generation that the nexus was opened for.
   */
  static RecordHeader sealed(OpenedNexus open, long sequence, CopyEvent.ReplicationWrite write) {
    int length = write.data().length();
    int blocks = length / write.member().directory().blockLength();
    return of(RecordKind.DATA, open, sequence, write.member(), write.lba(), blocks, length);
  }

  /** Zeros of the replication nexus, as they are. */
  static RecordHeader zeros(OpenedNexus open, long sequence, CopyEvent.ReplicationZeros zeros) {
    int blocks = Math.toIntExact(zeros.blocks());
    return of(RecordKind.ZERO, open, sequence, zeros.member(), zeros.lba(), blocks, 0);
  }

  private static RecordHeader of(
      RecordKind kind,
      OpenedNexus open,
      long sequence,
      CopyMember member,
      long lba,
      int blocks,
      int dataLength) {
    OpenNexus list = open.list();
    return new RecordHeader(
        kind,
        open.suite(),
        false,
        list.pairEpoch(),
        list.groupId(),
        member.boundTo().volumeId(),
        sequence,
        list.keyId(),
        list.generation(),
        member.directory().blockLength(),
        lba,
        blocks,
        0,
        dataLength,
        0,
        0,
        0,
        0);
  }

  /** Plaintext: what a decryptor has opened, or a host has written after a take-over. */
  static RecordHeader plain(long epoch, long sequence, CopyMember member, long lba, int length) {
    int blocks = length / member.directory().blockLength();
    return local(RecordKind.DATA, epoch, sequence, member, lba, blocks, length);
  }

  /** Blocks from {@code start} up to {@code end} that a decryptor has been told of. */
  static RecordHeader handedOut(
      long epoch, long sequence, CopyMember member, long start, long end) {
    int blocks = Math.toIntExact(end - start);
    return local(RecordKind.HANDED_OUT, epoch, sequence, member, start, blocks, 0);
  }

  private static RecordHeader local(
      RecordKind kind,
      long epoch,
      long sequence,
      CopyMember member,
      long lba,
      int blocks,
      int dataLength) {
    BindCopy binding = member.boundTo();
    return new RecordHeader(
        kind,
        SealSuite.NONE,
        false,
        epoch,
        binding.groupId(),
        binding.volumeId(),
        sequence,
        RecordHeader.NO_KEY,
        0,
        member.directory().blockLength(),
        lba,
        blocks,
        0,
        dataLength,
        0,
        0,
        0,
        0);
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.OpenNexus;

/** The headers of the records in a receive journal on a {@code standard} link. */
final class CopyRecords {
  private CopyRecords() {}

  /**
   * A WRITE of the replication nexus: ciphertext of the generation that the nexus was opened for.
   */
  static RecordHeader sealed(
      OpenedNexus open, int blockLength, long sequence, CopyEvent.ReplicationWrite write) {
    OpenNexus list = open.list();
    return new RecordHeader(
        RecordKind.DATA,
        open.suite(),
        false,
        list.pairEpoch(),
        list.groupId(),
        list.volumeId(),
        sequence,
        list.keyId(),
        list.generation(),
        blockLength,
        write.lba(),
        write.data().length() / blockLength,
        0,
        write.data().length(),
        0,
        0,
        0,
        0);
  }

  /** Plaintext: what a decryptor has opened, or a host has written after a take-over. */
  static RecordHeader plain(CopyState state, int blockLength, long sequence, long lba, int length) {
    return local(RecordKind.DATA, state, sequence, blockLength, lba, length / blockLength, length);
  }

  /** Blocks from {@code start} up to {@code end} that a decryptor has been told of. */
  static RecordHeader handedOut(
      CopyState state, int blockLength, long sequence, long start, long end) {
    int blocks = Math.toIntExact(end - start);
    return local(RecordKind.HANDED_OUT, state, sequence, blockLength, start, blocks, 0);
  }

  private static RecordHeader local(
      RecordKind kind,
      CopyState state,
      long sequence,
      int blockLength,
      long lba,
      int blocks,
      int dataLength) {
    BindCopy binding = state.binding();
    KeyId none = RecordHeader.NO_KEY;
    return new RecordHeader(
        kind,
        SealSuite.NONE,
        false,
        state.epoch(),
        binding.groupId(),
        binding.volumeId(),
        sequence,
        none,
        0,
        blockLength,
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

package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.volume.VolumeFailure;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A record in the journal that is not applied yet. */
final class PendingRecord {
  /** What to do when it is in place, or when it will not be for a while. */
  @FunctionalInterface
  interface End {
    void ended(@Nullable VolumeFailure failure);
  }

  static final ByteBuffer NO_DATA = ByteBuffer.allocate(0);

  /** Whose blocks or entries it changes. */
  final CopyMember member;

  /** Its number in the journal. */
  final long order;

  final RecordHeader header;

  /** The position in the journal after it. */
  final long journalEnd;

  private final @Nullable BlockBuffer data;
  private End end;

  /** The nexus that a hand-out is for, 0 when it has ended or this is none. */
  long handedTo;

  PendingRecord(
      CopyMember member,
      long order,
      RecordHeader header,
      long journalEnd,
      @Nullable BlockBuffer data,
      End end) {
    this.member = member;
    this.order = order;
    this.header = header;
    this.journalEnd = journalEnd;
    this.data = data;
    this.end = end;
  }

  @Nullable BlockBuffer data() {
    return data;
  }

  ByteBuffer bytes() {
    return data == null ? NO_DATA : data.bytes();
  }

  /** CRC32C of each block, from index 0 on. */
  int @Nullable [] checksums() {
    return data == null ? null : data.checksums(header.blockLength());
  }

  /** Whether it puts other bytes into the range of that copy. */
  boolean replaces(CopyMember copy, long lba, long blocks) {
    return copy == member
        && header.kind().changesBlocks()
        && header.lba() < lba + blocks
        && lba < header.lba() + header.blocks();
  }

  /** Answers whoever waits, once. */
  void answer(@Nullable VolumeFailure failure) {
    End told = end;
    end = _ -> {};
    told.ended(failure);
  }

  void applied() {
    answer(null);
    release();
  }

  void release() {
    if (data != null) {
      data.release();
    }
  }
}

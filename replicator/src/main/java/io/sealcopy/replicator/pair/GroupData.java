package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the parts of one core share. Group thread only. */
final class GroupData {
  /** Zeros that are sealed for the journal in one change at most. */
  private static final long MOST_ZERO_BYTES = 4L << 20;

  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0);

  final GroupParameters parameters;
  final GroupMembers members;
  final Journal journal;
  final Regions regions;
  final HostBuffers buffers;
  final RecentRecords recent;
  final GroupPorts ports;

  /** How fast the copier may be. */
  final CopyThrottle copyThrottle = new CopyThrottle(this);

  /** The journal was full: changes only mark regions until it has drained. */
  boolean overflow;

  private @Nullable ByteBuffer zeros;

  @Nullable PairFault fault;

  PairHold hold = PairHold.NONE;

  PairOptions options = PairOptions.DEFAULT;

  /** Hosts wait for the remote: what is not in the journal's file yet should be. */
  boolean proofAwaited;

  /** False once the journal cannot be trusted: nothing is appended or shipped from it. */
  boolean journalUsable = true;

  /** A change or a read of the copier is with the P-VOL: nothing else may start. */
  boolean volumeBusy;

  long changesBegun;
  long changesCommitted;

  /** Last sequence of what was appended as a whole: what a sync may take. */
  long written;

  /** Last sequence durable in the journal: what may be shipped. */
  long synced;

  /** All records up to this one are proven at the remote. */
  long acknowledged;

  /** The highest sequence that a remote has said to have although it was never sent; or 0. */
  long remoteSequence;

  /** The remote is an image of the P-VOL only with everything up to this sequence. */
  long consistentFrom;

  /** Changes may have crossed while others were left to the copier, which has not ended. */
  boolean mixture = true;

  final LagClock lag = new LagClock();

  /** Since when something is only marked by region, by the steady clock; negative: nothing is. */
  long markedSince = -1;

  long appendedBytes;
  long acknowledgedBytes;

  // Totals for metrics.
  long bytesSealed;
  long syncs;
  long writesSent;
  long bytesSent;
  long regionsCopied;
  long bytesFound;

  GroupData(
      GroupParameters parameters,
      GroupMembers members,
      Journal journal,
      RegionLog log,
      HostBuffers buffers,
      GroupPorts ports) {
    this.parameters = parameters;
    this.members = members;
    this.journal = journal;
    this.regions = new Regions(parameters, log);
    this.buffers = buffers;
    this.recent = new RecentRecords(parameters.recentBytes());
    this.ports = ports;
  }

  /** Whether hosts' changes are refused: they would be lost when the pair is turned round. */
  boolean writeProtected() {
    return fenced() && options.whenFenced() == PairOptions.WhenFenced.REFUSE;
  }

  /** Whether the copy has another owner: nothing will ever cross to it again. */
  boolean fenced() {
    PairFault why = fault;
    return why != null && why.reason() == PairFault.Reason.FENCED;
  }

  long lastSequence() {
    return journal.nextSequence() - 1;
  }

  /** Data records that so many blocks become. */
  int dataRecords(GroupMember member, long blocks) {
    return (int) Math.ceilDiv(blocks * member.blockLength, (long) maxData());
  }

  int zeroRecords(GroupMember member, long blocks) {
    return parameters.zerosSealed()
        ? dataRecords(member, blocks)
        : (int) Math.ceilDiv(blocks, RecordHeader.MAX_ZERO_BLOCKS);
  }

  /** Bytes of data that a change becomes in the journal. */
  long journalledBytes(GroupMember member, HostChange change) {
    return change.data == null && parameters.zerosSealed()
        ? change.blocks * member.blockLength
        : change.contentLength();
  }

  /** Whether sealing it at once would hold up everything else: the copier brings it in pieces. */
  boolean leftToCopier(GroupMember member, HostChange change) {
    return change.data == null && journalledBytes(member, change) > MOST_ZERO_BYTES;
  }

  /** Bytes of data in one record at most. */
  int maxData() {
    return parameters.chunkBytes();
  }

  /** Seals {@code plain} where it lies, as many records as it takes. */
  void appendData(GroupMember member, long lba, HostBuffer plain, boolean depends)
      throws IOException {
    int end = plain.bytes().limit();
    boolean first = depends;
    long at = lba;
    for (int done = 0; done < end; ) {
      int length = Math.min(maxData(), end - done);
      ByteBuffer sealed = plain.bytes().slice(done, length);
      if (member.seals) {
        member.sealer.seal(at, sealed.duplicate(), sealed);
        sealed.flip();
      }
      appendSealed(member, at, sealed, plain, first);
      at += length / member.blockLength;
      done += length;
      first = false;
    }
  }

  /** Seals writes that follow each other into one record; {@link #maxData} bytes at most. */
  void appendRun(GroupMember member, List<HostChange> run, boolean depends) throws IOException {
    int length = 0;
    for (HostChange change : run) {
      length += change.contentLength();
    }
    HostBuffer memory = buffers.take(length);
    ByteBuffer sealed = memory.bytes().duplicate();
    for (HostChange change : run) {
      member.sealer.seal(change.lba, change.content(), sealed);
    }
    appendSealed(member, run.getFirst().lba, sealed.flip(), memory, depends);
    memory.release();
  }

  private void appendSealed(
      GroupMember member, long lba, ByteBuffer sealed, HostBuffer memory, boolean depends)
      throws IOException {
    int length = sealed.remaining();
    int blocks = length / member.blockLength;
    long position = journal.endPosition();
    long now = ports.wallMillis();
    long sequence =
        journal.append(RecordKind.DATA, depends, member.index, lba, blocks, sealed, now);
    recent.offer(
        journal,
        new JournalEntry(
            position,
            journal.endPosition(),
            RecordKind.DATA,
            depends,
            sequence,
            member.index,
            lba,
            blocks,
            length,
            now),
        sealed,
        memory);
    bytesSealed += member.seals ? length : 0;
    appendedBytes += length;
  }

  /** Appends ZERO or UNMAP. */
  void appendZeros(RecordKind kind, GroupMember member, long lba, long blocks, boolean depends)
      throws IOException {
    if (parameters.zerosSealed()) {
      appendSealedZeros(member, lba, blocks, depends);
      return;
    }
    boolean first = depends;
    long at = lba;
    long left = blocks;
    while (left > 0) {
      int count = (int) Math.min(left, RecordHeader.MAX_ZERO_BLOCKS);
      journal.append(kind, first, member.index, at, count, NO_DATA, ports.wallMillis());
      at += count;
      left -= count;
      first = false;
    }
  }

  private void appendSealedZeros(GroupMember member, long lba, long blocks, boolean depends)
      throws IOException {
    ByteBuffer zeros = zeros();
    boolean first = depends;
    for (long done = 0; done < blocks; ) {
      int count = (int) Math.min(blocks - done, maxData() / member.blockLength);
      HostBuffer memory = buffers.take(count * member.blockLength);
      ByteBuffer sealed = memory.bytes().duplicate();
      member.sealer.seal(lba + done, zeros.duplicate().limit(sealed.remaining()), sealed);
      appendSealed(member, lba + done, sealed.flip(), memory, first);
      memory.release();
      done += count;
      first = false;
    }
  }

  private ByteBuffer zeros() {
    ByteBuffer known = zeros;
    if (known == null) {
      known = ByteBuffer.allocateDirect(maxData()).asReadOnlyBuffer();
      zeros = known;
    }
    return known;
  }

  /** A batch is complete: the next sync takes all of it. */
  void batchAppended() {
    written = lastSequence();
    lag.appended(written, ports.steadyMillis());
  }

  /** Whether neither a fault nor an operator keeps the pair from being copied. */
  boolean mayCopy() {
    return fault == null && hold == PairHold.NONE;
  }

  /** Whether the journal's memory has room for a batch of changes. */
  boolean journalRoomy() {
    return !journalUsable || journal.roomy();
  }
}

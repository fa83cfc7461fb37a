package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordKind;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * Turns a batch of changes that are in the P-VOL into records. Writes that follow each other in the
 * batch and on the volume become one: what a record costs here, on the link and at the remote does
 * not depend on its length. None of a batch was acknowledged before all of it had arrived, so that
 * no order between them is lost. Group thread only.
 */
final class BatchRecords {
  private final GroupData data;

  BatchRecords(GroupData data) {
    this.data = data;
  }

  /** Appends records for all changes that have not failed and are to be journalled. */
  void append(List<HostChange> batch) throws IOException {
    boolean first = true;
    int end;
    for (int at = 0; at < batch.size(); at = end) {
      HostChange change = batch.get(at);
      end = at + 1;
      if (!becomesRecords(change)) {
        continue;
      }
      GroupMember member = data.members.get(change.member);
      switch (change.kind) {
        case WRITE, WRITE_ATOMIC -> {
          end = endOfRun(batch, at);
          appendWrites(batch.subList(at, end), member, first);
        }
        case ZERO -> data.appendZeros(RecordKind.ZERO, member, change.lba, change.blocks, first);
        case UNMAP -> data.appendZeros(RecordKind.UNMAP, member, change.lba, change.blocks, first);
      }
      for (int i = at; i < end; i++) {
        batch.get(i).lastSequence = data.lastSequence();
      }
      first = false;
    }
    if (!first) {
      data.batchAppended();
    }
  }

  private void appendWrites(List<HostChange> run, GroupMember member, boolean depends)
      throws IOException {
    HostChange change = run.getFirst();
    if (run.size() == 1) {
      data.appendData(member, change.lba, Objects.requireNonNull(change.data), depends);
    } else {
      data.appendRun(member, run, depends);
    }
  }

  /** The index after the last write that goes into one record with the one at {@code from}. */
  private int endOfRun(List<HostChange> batch, int from) {
    HostChange last = batch.get(from);
    long bytes = last.contentLength();
    int end = from + 1;
    while (end < batch.size()) {
      HostChange next = batch.get(end);
      bytes += next.contentLength();
      if (!next.follows(last) || !becomesRecords(next) || bytes > data.maxData()) {
        break;
      }
      last = next;
      end++;
    }
    return end;
  }

  private static boolean becomesRecords(HostChange change) {
    return change.journalled && change.failure == null;
  }
}

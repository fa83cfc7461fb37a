package io.sealcopy.target.remote;

import java.io.IOException;
import java.util.List;

/** What a group does in the background, and how it ends. */
final class CopyJobs {
  private CopyJobs() {}

  /** Journals a batch, durably. */
  static CopyPorts.Job flush(CopyJournal journal, List<PendingRecord> batch) {
    return () -> {
      try {
        return journal.flush(batch);
      } catch (IOException e) {
        return failed("writing the receive journal failed: ", e);
      }
    };
  }

  /**
   * Blocks and tables of all members, then the journal's tail.
   *
   * @param end see {@link CopyJournal#releaseUpTo}
   */
  static CopyPorts.Job checkpoint(GroupCheckpoint checkpoint, CopyJournal journal, long end) {
    return () -> {
      try {
        checkpoint.write();
        journal.releaseUpTo(checkpoint.applied(), end);
        return new CopyEvent.CheckpointDone(checkpoint);
      } catch (IOException e) {
        return failed("a checkpoint failed: ", e);
      }
    };
  }

  private static CopyEvent failed(String what, IOException e) {
    return new CopyEvent.StorageFailed(what + e.getMessage());
  }
}

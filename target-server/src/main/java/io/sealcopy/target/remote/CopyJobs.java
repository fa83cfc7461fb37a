package io.sealcopy.target.remote;

import io.sealcopy.storage.table.Checkpoint;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.util.List;

/** What a copy does in the background, and how it ends. */
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
   * Blocks, then table, then the journal's tail: the table is never ahead of the blocks.
   *
   * @param end see {@link CopyJournal#releaseUpTo}
   */
  static CopyPorts.Job checkpoint(
      Checkpoint checkpoint, CopyBlocks blocks, CopyJournal journal, long end) {
    return () -> {
      VolumeFailure failure = blocks.sync();
      if (failure != null) {
        return new CopyEvent.StorageFailed(failure.message());
      }
      try {
        checkpoint.write();
        journal.releaseUpTo(checkpoint.sequence(), end);
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

package io.sealcopy.replicator.manage;

import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.GroupLoop;
import io.sealcopy.replicator.pair.RingJournal;
import java.io.IOException;
import java.util.List;

/** A pair that is being served. */
record Pair(
    PairDefinition definition,
    PairDirectory directory,
    List<ServedVolume> volumes,
    GroupLoop loop,
    RingJournal journal,
    ActivityRegions regions,
    PairMetrics metrics) {

  /** Finishes what was begun and closes the files. Nothing may come from hosts any more. */
  void close() throws IOException {
    metrics.remove();
    loop.close();
    journal.close();
    regions.close();
  }
}

package io.sealcopy.replicator.manage;

import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.GroupLoop;
import io.sealcopy.replicator.pair.PairedVolume;
import io.sealcopy.replicator.pair.RingJournal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A pair that is being served. */
record Pair(
    PairDefinition definition,
    PairDirectory directory,
    List<ServedVolume> volumes,
    List<PairedVolume> views,
    GroupLoop loop,
    RingJournal journal,
    ActivityRegions regions,
    PairMetrics metrics,
    CiphertextCount ciphertext) {

  /** No change of a host comes any more, once this returns; those under way are complete. */
  void leaveVolumes() {
    List<CompletableFuture<@Nullable Void>> drained = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      drained.add(volumes.get(i).take(views.get(i)));
    }
    drained.forEach(CompletableFuture::join);
  }

  /** The same pair, defined otherwise. */
  Pair with(PairDefinition other) {
    return new Pair(other, directory, volumes, views, loop, journal, regions, metrics, ciphertext);
  }

  /** Finishes what was begun and closes the files. Nothing may come from hosts any more. */
  void close() throws IOException {
    metrics.remove();
    loop.close();
    journal.close();
    regions.close();
  }
}

package io.sealcopy.replicator.manage;

import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.GroupLoop;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairedVolume;
import io.sealcopy.replicator.pair.RingJournal;
import io.sealcopy.storage.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
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

  /** Where hosts went on after a take-over: from now on nothing comes to what is kept aside. */
  void refuseHosts() {
    CompletableFuture<CommandResult> refused = new CompletableFuture<>();
    PairOptions options = definition.options().withWhenFenced(PairOptions.WhenFenced.REFUSE);
    loop.post(new GroupEvent.Modify(options, refused::complete));
    refused.join();
  }

  /** Of what is to be copied, what the remote has already is left out from now on. */
  void compare() {
    loop.post(new GroupEvent.Compare(definition.generation()));
  }

  /**
   * Whether it is suspended because its volumes are others than it knew, and they fit.
   *
   * @param raw the volumes as they are now
   */
  boolean hasOtherVolumes(Function<PairMember, Volume> raw) {
    PairFault fault = loop.query().join().fault();
    return fault != null
        && fault.reason() == PairFault.Reason.OTHER_INCARNATION
        && definition.members().stream()
            .allMatch(member -> raw.apply(member).geometry().equals(member.geometry()));
  }

  /** Finishes what was begun and closes the files. Nothing may come from hosts any more. */
  void close() throws IOException {
    metrics.remove();
    loop.close();
    journal.close();
    regions.close();
  }
}

package io.sealcopy.replicator.manage;

import io.sealcopy.protocol.vendor.DiffersPage;
import io.sealcopy.replicator.manage.ManageResult.Done;
import io.sealcopy.replicator.manage.ManageResult.Failed;
import io.sealcopy.replicator.manage.ManageResult.Kind;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.SwapRegions;
import io.sealcopy.replicator.pair.Unshipped;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.remote.CopySwap;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code pair swap}: ends a pair whose copy was taken over, and makes copies of its P-VOLs that the
 * other centre can bind. After a crash between any two steps it is said again.
 */
final class SwapAway {
  private final CentreCopies copies;
  private final StorageDirectory kept;
  private final StorageDirectory retired;

  SwapAway(CentreCopies copies, StorageDirectory kept, StorageDirectory retired) {
    this.copies = copies;
    this.kept = kept;
    this.retired = retired;
  }

  /** Why it cannot be done; null: it can. */
  private @Nullable String problem(Pair pair) {
    PairFault fault = pair.loop().query().join().fault();
    String name = pair.definition().name();
    if (pair.definition().foreign()) {
      return "the remote of pair " + name + " is no Sealcopy: it could not copy back";
    } else if (fault == null || fault.reason() != PairFault.Reason.FENCED) {
      return ("pair %s is not fenced: its copy must be taken over first (sealcopy takeover), and"
              + " this centre have heard of it")
          .formatted(name);
    }
    for (ServedVolume volume : pair.volumes()) {
      if (volume.pairs() > 1) {
        return "volume " + volume.name() + " has other pairs too: delete them first";
      } else if (copies.on(volume.name()) == null) {
        return ("nobody has the role replication on volume %s: give it to the other centre's"
                + " initiator name, and start again")
            .formatted(volume.name());
      }
    }
    return null;
  }

  /**
   * Does it.
   *
   * @param gone told once the pair is no more
   */
  ManageResult<String> run(Pair pair, Runnable gone) {
    String problem = problem(pair);
    if (problem != null) {
      return new Failed<>(Kind.REFUSED, problem);
    }
    List<ServedVolume> volumes = pair.volumes();
    // Nothing may change after it is said what differs.
    volumes.stream().map(ServedVolume::pause).toList().forEach(CompletableFuture::join);
    String aside;
    long regions;
    try {
      aside = KeptAside.whenFenced(kept, pair);
      regions = storePages(pair);
      flush(volumes);
    } catch (IOException e) {
      volumes.forEach(ServedVolume::resume);
      return new Failed<>(Kind.STORAGE, "pair " + pair.definition().name() + ": " + e.getMessage());
    }
    try {
      pair.leaveVolumes();
      pair.close();
      gone.run();
      pair.directory().retire(retired.directory(pair.definition().groupId().toString()));
      for (ServedVolume volume : volumes) {
        copies.becameCopy(volume.name());
      }
    } catch (IOException e) {
      return new Failed<>(
          Kind.STORAGE,
          "pair %s: %s; start the main centre again, and look whether it is still there"
              .formatted(pair.definition().name(), e.getMessage()));
    }
    return new Done<>(
        ("pair %s has ended; its volumes are copies now, %d regions of 1 MiB may differ%s;"
                + " the other centre says: pair create --swap")
            .formatted(pair.definition().name(), regions, aside));
  }

  /**
   * What the pages call equal must be so after a power cut: the marks that would tell of what the
   * volumes lost go with the pair.
   */
  private static void flush(List<ServedVolume> volumes) throws IOException {
    for (ServedVolume volume : volumes) {
      CompletableFuture<Optional<VolumeFailure>> flushed = new CompletableFuture<>();
      volume.raw().flush(failure -> flushed.complete(Optional.ofNullable(failure)));
      Optional<VolumeFailure> failure = flushed.join();
      if (failure.isPresent()) {
        throw new IOException(
            "volume %s cannot be made durable: %s"
                .formatted(volume.name(), failure.get().message()));
      }
    }
  }

  /** Durable when it returns; means nothing as long as the pair is there. */
  private long storePages(Pair pair) throws IOException {
    PairDefinition definition = pair.definition();
    Unshipped unshipped = UnshippedView.of(pair).unshipped();
    long regions = 0;
    for (int i = 0; i < definition.members().size(); i++) {
      PairMember member = definition.members().get(i);
      BitSet differs = SwapRegions.differing(unshipped, i, member.geometry().blockLength());
      regions += differs.cardinality();
      CopySwap.store(
          copies.state(),
          member.volume(),
          new DiffersPage(
              definition.groupId(),
              member.volumeId(),
              pair.volumes().get(i).raw().traits().incarnation(),
              definition.pairEpoch(),
              member.geometry().blockLength(),
              member.geometry().blockCount(),
              differs));
    }
    return regions;
  }
}

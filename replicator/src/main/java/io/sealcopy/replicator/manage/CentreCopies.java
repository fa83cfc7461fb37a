package io.sealcopy.replicator.manage;

import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.config.Backing;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.target.configured.ConfiguredAccess;
import io.sealcopy.target.remote.CopyBlocks;
import io.sealcopy.target.remote.CopySwap;
import io.sealcopy.target.remote.GroupFiles;
import io.sealcopy.target.remote.SealedCopies;
import io.sealcopy.target.remote.SealedCopy;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.TransferLimits;
import io.sealcopy.target.scsi.UnitIdentity;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Volumes of a main centre that are copies of another centre's now, or may become so: somebody has
 * the role replication on them. What the state directory says decides which they are: a volume of a
 * pair is a P-VOL; one that has a mark or a differs page is a copy; any other is an ordinary one.
 */
final class CentreCopies implements AutoCloseable {
  private final StorageDirectory state;
  private final Map<String, ServedVolume> volumes;
  private final SealedCopies sealed;
  private final CopySwap swap;
  private final Map<String, SealedCopy> copies = new LinkedHashMap<>();
  private final Map<String, LogicalUnit> units = new LinkedHashMap<>();

  /**
   * Finds out which volumes are copies, finishes what a crash has left of a swap, and opens them.
   *
   * @throws IOException naming what cannot be opened
   */
  CentreCopies(
      StorageDirectory state,
      MainConfig config,
      ConfiguredAccess access,
      Map<String, ServedVolume> volumes,
      MeterRegistry registry,
      LongSupplier random)
      throws IOException {
    this.state = state;
    this.volumes = Map.copyOf(volumes);
    this.sealed =
        new SealedCopies(
            state,
            new GroupFiles(config.receiveJournal().size(), config.earlierImage(), random),
            config.receiveMemory(),
            patience(config),
            registry);
    this.swap = new CopySwap(sealed);
    Set<String> paired = finishSwaps(random);
    for (VolumeConfig volume : config.target().volumes()) {
      String name = volume.name();
      boolean copy = CopySwap.saysCopy(state, name) && !paired.contains(name);
      boolean possible = access.isCopy(name) && !(volume.backing() instanceof Backing.Memory);
      if (copy || possible) {
        add(name, copy, nexus -> access.rolesOn(name, nexus));
      }
    }
    try {
      sealed.start();
    } catch (IOException | RuntimeException e) {
      sealed.close();
      throw e;
    }
  }

  /** Seconds; -1: never. */
  private static int patience(MainConfig config) {
    return config
        .automaticTakeOver()
        .map(time -> Math.toIntExact(Math.max(time.toSeconds(), 1)))
        .orElse(-1);
  }

  private void add(
      String name,
      boolean copy,
      java.util.function.Function<Nexus, Set<io.sealcopy.config.Role>> roles)
      throws IOException {
    ServedVolume volume = Objects.requireNonNull(volumes.get(name));
    SealedCopy added = sealed.add(name, volume.raw(), CopyBlocks.on(volume.raw()), roles);
    added.serve(copy);
    copies.put(name, added);
    if (copy) {
      var _ = volume.pause();
    }
  }

  /** The volumes of pairs; what these were before is forgotten. */
  private Set<String> finishSwaps(LongSupplier random) throws IOException {
    Set<String> paired = new HashSet<>();
    StorageDirectory groups = state.directory("groups");
    for (String name : groups.directories()) {
      PairDirectory directory = new PairDirectory(groups.directory(name), random);
      if (directory.isPair()) {
        List<String> names =
            directory.definition().members().stream().map(PairMember::volume).toList();
        var from = directory.swappedFrom();
        if (from.isPresent()) {
          CopySwap.release(state, names, from.get());
        }
        for (String volume : names) {
          if (CopySwap.isBound(state, volume)) {
            throw new IOException(
                "volume %s is in pair %s and is a copy too: release it (sealcopy remote release)"
                    .formatted(volume, name));
          }
        }
        paired.addAll(names);
      }
    }
    return paired;
  }

  /** For the status API. */
  SealedCopies sealed() {
    return sealed;
  }

  /** What a swap does with copies. */
  CopySwap swap() {
    return swap;
  }

  StorageDirectory state() {
    return state;
  }

  /** The copy on a volume, whether it is one now or not; null when it can never be. */
  @Nullable SealedCopy on(String volume) {
    return copies.get(volume);
  }

  /** Whether the volume is a copy now. */
  boolean isCopy(String volume) {
    SealedCopy copy = copies.get(volume);
    return copy != null && copy.isServing();
  }

  /** The unit that shows the volume, which changes with it. */
  void shownBy(String volume, LogicalUnit unit) {
    units.put(volume, unit);
    show(volume);
  }

  /** A volume whose hosts are sent away already is a copy from now on. */
  void becameCopy(String volume) throws IOException {
    swap.learn(volume);
    show(volume);
  }

  /** Copies that were left are P-VOLs from now on: hosts go on. */
  void arePvols(PairDefinition pair) {
    for (PairMember member : pair.members()) {
      ServedVolume volume = Objects.requireNonNull(volumes.get(member.volume()));
      if (volume.isPaused()) {
        volume.resume();
        show(member.volume());
      }
    }
  }

  /** The pair will end, and no copies come of its volumes, whatever was begun. */
  void stayPvols(PairDefinition pair) throws IOException {
    for (PairMember member : pair.members()) {
      if (copies.containsKey(member.volume())) {
        CopySwap.forget(state, member.volume());
      }
    }
  }

  /** Why an ordinary pair cannot be made of these volumes; null: it may be. */
  @Nullable String problem(PairRequest request) {
    return request.members().stream()
        .filter(member -> isCopy(member.volume()))
        .findFirst()
        .map(member ->
            "volume %s is a copy: taken over, it becomes a P-VOL with --swap"
                .formatted(member.volume()))
        .orElse(null);
  }

  private void show(String volume) {
    SealedCopy copy = copies.get(volume);
    LogicalUnit unit = units.get(volume);
    if (copy != null && unit != null) {
      UnitIdentity ordinary =
          UnitIdentity.ofVolume(copy.identity().id()).withRemovable(unit.identity().removable());
      unit.become(
          copy.isServing() ? copy.identity().withRemovable(unit.identity().removable()) : ordinary,
          copy.isServing() ? SealedCopy.limits() : TransferLimits.DEFAULT);
    }
  }

  /** Puts every copy into a checkpoint; the volumes stay open. */
  @Override
  public void close() {
    sealed.close();
  }
}

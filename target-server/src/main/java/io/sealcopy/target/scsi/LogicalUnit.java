package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.WriteThroughVolume;
import io.sealcopy.target.scsi.copy.CopyManager;
import io.sealcopy.target.scsi.ranges.BlockRanges;
import io.sealcopy.target.scsi.reservation.Reservations;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A block device that nexuses reach: a volume, what it says of itself, and the state SCSI keeps for
 * it (reservations, mode parameters, stopped or not, unit attentions of its nexuses). Safe for any
 * thread.
 */
public final class LogicalUnit {
  private volatile UnitIdentity identity;
  private final Volume volume;
  private final VolumeViews views;
  private volatile TransferLimits limits;
  private final BlockRanges ranges = new BlockRanges();
  private final UnitUpkeep upkeep;
  private final Reservations reservations;
  private final CopyManager copies = new CopyManager();
  private final List<LunNexus> nexuses = new CopyOnWriteArrayList<>();
  private final Medium medium = new Medium();
  private final Modes modes;
  private final Sanitizer sanitizer;

  /**
   * A unit that shows a different volume to each nexus.
   *
   * @param volume what the unit is when nobody in particular asks: its size and its identity
   * @param upkeep how it goes on by itself; an interrupted sanitize operation does so at once
   */
  public LogicalUnit(
      UnitIdentity identity,
      Volume volume,
      VolumeViews views,
      TransferLimits limits,
      UnitUpkeep upkeep) {
    this.identity = identity;
    this.volume = volume;
    this.views = views;
    this.limits = limits;
    this.upkeep = upkeep;
    this.reservations = new Reservations(upkeep.store());
    this.modes = new Modes(upkeep.store());
    this.sanitizer = new Sanitizer(volume, upkeep);
  }

  /** An ordinary unit that keeps nothing: every nexus meets the volume itself. */
  public static LogicalUnit of(Volume volume) {
    return of(volume, false, UnitUpkeep.NONE);
  }

  /** An ordinary unit: every nexus meets the volume itself. */
  public static LogicalUnit of(Volume volume, boolean removable, UnitUpkeep upkeep) {
    return new LogicalUnit(
        UnitIdentity.ofVolume(volume.traits().id()).withRemovable(removable),
        volume,
        _ -> volume,
        TransferLimits.DEFAULT,
        upkeep);
  }

  /** It is something else from now on, with the same volume; every nexus is told. */
  public void become(UnitIdentity other, TransferLimits most) {
    identity = other;
    limits = most;
    attention(AdditionalSense.INQUIRY_DATA_HAS_CHANGED, _ -> true);
  }

  public UnitIdentity identity() {
    return identity;
  }

  public Volume volume() {
    return volume;
  }

  /** The volume as a nexus meets it now, unguarded: see {@link LunNexus#volume}. */
  public Volume viewFor(Nexus nexus) {
    Volume view = views.viewFor(nexus);
    return modes.current().writeCache() || !view.traits().volatileCache()
        ? view
        : new WriteThroughVolume(view);
  }

  /** Whether there is a volatile cache for it, switched on or off. */
  public boolean hasCacheFor(Nexus nexus) {
    return views.viewFor(nexus).traits().volatileCache();
  }

  /** Why a view of the unit must not be changed now; null if it may be. */
  public @Nullable AdditionalSense writeProtection(Volume view) {
    if (view.traits().writeProtected()) {
      return AdditionalSense.WRITE_PROTECTED;
    }
    return modes.current().softwareWriteProtect() ? AdditionalSense.SOFTWARE_WRITE_PROTECTED : null;
  }

  public TransferLimits limits() {
    return limits;
  }

  /** The operations under way on its blocks. */
  public BlockRanges ranges() {
    return ranges;
  }

  /** Where the unit keeps what must outlive the process. */
  public UnitStore store() {
    return upkeep.store();
  }

  /** What EXTENDED COPY began through this unit. */
  public CopyManager copies() {
    return copies;
  }

  public Reservations reservations() {
    return reservations;
  }

  /** Whether it is started and loaded. */
  public Medium medium() {
    return medium;
  }

  /** Whether it is being sanitized. */
  public Sanitizer sanitizer() {
    return sanitizer;
  }

  /**
   * Whether SANITIZE exists for a nexus: it meets the unit's own volume, not a view of it, and that
   * can be written at all.
   */
  @SuppressWarnings("ReferenceEquality") // A view that equals it is still a view.
  public boolean sanitizableBy(Nexus nexus) {
    return views.viewFor(nexus) == volume && !volume.traits().writeProtected();
  }

  /** What MODE SELECT changes. */
  public Modes modes() {
    return modes;
  }

  /** The nexuses that reach the unit now. */
  public List<LunNexus> nexuses() {
    return nexuses;
  }

  void attach(LunNexus nexus) {
    nexuses.add(nexus);
  }

  void detach(LunNexus nexus) {
    nexuses.remove(nexus);
    medium.allow(nexus.nexus());
    reservations.nexusLost(nexus.nexus().id());
    copies.forget(nexus.nexus());
  }

  /** Establishes a unit attention for those nexuses that {@code who} accepts. */
  public void attention(AdditionalSense condition, Predicate<Nexus> who) {
    for (LunNexus each : nexuses) {
      if (who.test(each.nexus())) {
        each.establish(condition);
      }
    }
  }

  /** Tells every nexus that the volume has another size now. */
  public void capacityChanged() {
    attention(AdditionalSense.CAPACITY_DATA_HAS_CHANGED, _ -> true);
  }

  /**
   * Aborts the tasks of those nexuses that {@code who} accepts, then runs {@code whenGone}.
   *
   * @param report whether the aborted tasks are answered with TASK ABORTED
   */
  public void abortTasks(Predicate<Nexus> who, boolean report, Runnable whenGone) {
    endTasks(who, _ -> true, report ? Outcome.TASK_ABORTED : null, whenGone);
  }

  /** Ends those tasks of all nexuses that {@code which} accepts, then runs {@code whenGone}. */
  void endTasks(Predicate<CommandContext> which, Outcome answer, Runnable whenGone) {
    endTasks(_ -> true, which, answer, whenGone);
  }

  private void endTasks(
      Predicate<Nexus> who,
      Predicate<CommandContext> which,
      @Nullable Outcome answer,
      Runnable whenGone) {
    List<LunNexus> chosen = nexuses.stream().filter(each -> who.test(each.nexus())).toList();
    AtomicInteger open = new AtomicInteger(chosen.size() + 1);
    Runnable oneGone =
        () -> {
          if (open.decrementAndGet() == 0) {
            whenGone.run();
          }
        };
    for (LunNexus each : chosen) {
      each.nexus().tasks().end(this, which, answer, oneGone);
    }
    oneGone.run();
  }

  /**
   * Logical unit reset: tasks aborted, a RESERVE(6) released, started again, mode parameters as
   * saved, every nexus told. Persistent reservations stay. SAM-5 §6.3.3.
   */
  public void reset(Runnable whenGone) {
    abortTasks(
        _ -> true,
        false,
        () -> {
          reservations.releaseLegacy();
          medium.reset();
          modes.reset();
          copies.reset();
          attention(AdditionalSense.BUS_DEVICE_RESET_FUNCTION_OCCURRED, _ -> true);
          whenGone.run();
        });
  }
}

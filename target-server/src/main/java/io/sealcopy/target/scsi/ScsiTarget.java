package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.AdditionalSense;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A SCSI target device: a name, logical units by number, and the nexuses with it. */
public final class ScsiTarget {
  private final String name;
  private final int portalGroupTag;
  private final boolean powerOnAttention;
  private final UnitMask mask;
  private final Set<Nexus> nexuses = new LinkedHashSet<>();
  private volatile SortedMap<Integer, LogicalUnit> units = new TreeMap<>();

  /**
   * @param name the iSCSI name
   * @param powerOnAttention whether a new nexus meets POWER ON, RESET first; some peers cannot
   *     absorb it
   */
  public ScsiTarget(
      String name, int portalGroupTag, boolean powerOnAttention, Map<Integer, LogicalUnit> units) {
    this(name, portalGroupTag, powerOnAttention, units, UnitMask.NONE);
  }

  /** A target that shows each nexus only the units that {@code mask} lets through. */
  public ScsiTarget(
      String name,
      int portalGroupTag,
      boolean powerOnAttention,
      Map<Integer, LogicalUnit> units,
      UnitMask mask) {
    this.name = name;
    this.portalGroupTag = portalGroupTag;
    this.powerOnAttention = powerOnAttention;
    this.mask = mask;
    this.units = new TreeMap<>(units);
  }

  public String name() {
    return name;
  }

  public int portalGroupTag() {
    return portalGroupTag;
  }

  /** The units by number; a snapshot. */
  public SortedMap<Integer, LogicalUnit> units() {
    return units;
  }

  public synchronized List<Nexus> nexuses() {
    return new ArrayList<>(nexuses);
  }

  /** Lets a new nexus reach the units that it may know of. */
  public synchronized void attach(Nexus nexus) {
    nexuses.add(nexus);
    Map<Integer, LunNexus> reached = new HashMap<>();
    for (Map.Entry<Integer, LogicalUnit> each : units.entrySet()) {
      if (!mask.shows(nexus, each.getKey())) {
        continue;
      }
      LunNexus unit = connect(nexus, each.getValue(), each.getKey());
      if (powerOnAttention) {
        unit.establish(AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
      }
      reached.put(each.getKey(), unit);
    }
    nexus.units(reached);
  }

  /** Forgets a nexus that has ended. */
  public synchronized void detach(Nexus nexus) {
    if (nexuses.remove(nexus)) {
      nexus.units().values().forEach(each -> each.unit().detach(each));
      nexus.units(Map.of());
    }
  }

  /** Whether the nexus reaches every unit there is, so that it may act on the target as a whole. */
  public boolean reachesAll(Nexus nexus) {
    return nexus.units().keySet().containsAll(units.keySet());
  }

  /**
   * Adds a unit; every nexus that reaches it is told that the list has changed.
   *
   * @throws IllegalArgumentException if the number is taken
   */
  public synchronized void addUnit(int number, LogicalUnit unit) {
    SortedMap<Integer, LogicalUnit> now = new TreeMap<>(units);
    if (now.putIfAbsent(number, unit) != null) {
      throw new IllegalArgumentException("LUN " + number + " of " + name + " is taken");
    }
    units = now;
    for (Nexus nexus : nexuses) {
      if (mask.shows(nexus, number)) {
        Map<Integer, LunNexus> reached = new HashMap<>(nexus.units());
        reached.put(number, connect(nexus, unit, number));
        nexus.units(reached);
        unitsChanged(nexus);
      }
    }
  }

  /** Removes a unit; its tasks are aborted, then {@code whenGone} runs. */
  public synchronized void removeUnit(int number, Runnable whenGone) {
    SortedMap<Integer, LogicalUnit> now = new TreeMap<>(units);
    LogicalUnit unit = now.remove(number);
    if (unit == null) {
      whenGone.run();
      return;
    }
    units = now;
    List<LunNexus> gone = new ArrayList<>();
    for (Nexus nexus : nexuses) {
      Map<Integer, LunNexus> reached = new HashMap<>(nexus.units());
      LunNexus removed = reached.remove(number);
      if (removed != null) {
        gone.add(removed);
        nexus.units(reached);
        unitsChanged(nexus);
      }
    }
    unit.abortTasks(
        _ -> true,
        true,
        () -> {
          gone.forEach(unit::detach);
          whenGone.run();
        });
  }

  private static LunNexus connect(Nexus nexus, LogicalUnit unit, int number) {
    LunNexus reached = new LunNexus(nexus, unit, number);
    unit.attach(reached);
    return reached;
  }

  private static void unitsChanged(Nexus nexus) {
    for (LunNexus each : nexus.units().values()) {
      each.establish(AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
    }
  }
}

package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.AdditionalSense;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a unit's medium can be reached: started or stopped, loaded or ejected, and which nexuses
 * forbid to remove it. Nothing of it outlives the process. Safe for any thread.
 */
public final class Medium {
  private final Set<Nexus> preventing = ConcurrentHashMap.newKeySet();
  private volatile boolean started = true;
  private volatile boolean loaded = true;

  /** Whether commands that need the medium may run; cheap, for every command. */
  public boolean ready() {
    return started && loaded;
  }

  /** Why they may not. */
  public AdditionalSense notReady() {
    return loaded
        ? AdditionalSense.LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED
        : AdditionalSense.MEDIUM_NOT_PRESENT;
  }

  public void start() {
    started = true;
  }

  public void stop() {
    started = false;
  }

  /**
   * Loads and starts.
   *
   * @return whether the medium was out
   */
  public synchronized boolean load() {
    boolean wasOut = !loaded;
    loaded = true;
    started = true;
    return wasOut;
  }

  public synchronized void eject() {
    loaded = false;
  }

  public boolean loaded() {
    return loaded;
  }

  /** From now on until it allows it or ends, {@code nexus} keeps the medium in (or out). */
  public void prevent(Nexus nexus) {
    preventing.add(nexus);
  }

  public void allow(Nexus nexus) {
    preventing.remove(nexus);
  }

  public boolean removalPrevented() {
    return !preventing.isEmpty();
  }

  /** A reset of the unit: removal is allowed, the medium turns. SPC-4 §6.14. */
  void reset() {
    preventing.clear();
    started = true;
  }
}

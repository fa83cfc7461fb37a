package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.AdditionalSense;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One logical unit through one nexus: the I_T_L nexus, where unit attentions wait. */
public final class LunNexus {
  private final Nexus nexus;
  private final LogicalUnit unit;
  private final int number;
  private final Set<AdditionalSense> attentions = new LinkedHashSet<>();
  private volatile boolean attention;

  public LunNexus(Nexus nexus, LogicalUnit unit, int number) {
    this.nexus = nexus;
    this.unit = unit;
    this.number = number;
  }

  public Nexus nexus() {
    return nexus;
  }

  public LogicalUnit unit() {
    return unit;
  }

  /** The unit's number in the target. */
  public int number() {
    return number;
  }

  /** Establishes a unit attention condition; the same one waits only once. SAM-5 §5.14. */
  public synchronized void establish(AdditionalSense condition) {
    attentions.add(condition);
    attention = true;
  }

  /** Whether a condition waits; cheap, for every command. */
  public boolean hasAttention() {
    return attention;
  }

  /** Takes the oldest condition, null when none waits. */
  public synchronized @Nullable AdditionalSense takeAttention() {
    if (attentions.isEmpty()) {
      return null;
    }
    AdditionalSense oldest = attentions.iterator().next();
    attentions.remove(oldest);
    attention = !attentions.isEmpty();
    return oldest;
  }

  /** Drops a condition that has become moot: REPORT LUNS answers REPORTED LUNS DATA CHANGED. */
  public synchronized void clear(AdditionalSense condition) {
    attentions.remove(condition);
    attention = !attentions.isEmpty();
  }
}

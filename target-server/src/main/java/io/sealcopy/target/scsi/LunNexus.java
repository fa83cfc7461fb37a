package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.scsi.ranges.GuardedVolume;
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
  private volatile @Nullable GuardedVolume volume;

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

  /** The volume as this nexus sees it now; its operations give way to exclusive commands. */
  // The same view, not an equal one, is what the guard was made for.
  @SuppressWarnings("ReferenceEquality")
  public GuardedVolume volume() {
    Volume view = unit.viewFor(nexus);
    GuardedVolume guarded = volume;
    if (guarded == null || guarded.below() != view) {
      guarded = new GuardedVolume(view, unit.ranges());
      volume = guarded;
    }
    return guarded;
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

package io.sealcopy.target.scsi.copy;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The copies that were begun through one unit, and what is held of them for RECEIVE COPY until the
 * list identifier is used again or the nexus or the unit's state ends. Safe for any thread.
 */
public final class CopyManager {
  private record Identifier(Nexus nexus, int list) {}

  /** Whether a copy may begin. */
  public sealed interface Beginning {
    /** It may. */
    record Begun(CopyProgress progress) implements Beginning {}

    /** How the command ends instead. */
    record Refused(Outcome outcome) implements Beginning {}
  }

  private final Map<Identifier, CopyProgress> held = new HashMap<>();
  private int underWay;

  /** Counts a copy as under way, which {@link #ended} must be told of. */
  public synchronized Beginning begin(Nexus nexus, CopyList list) {
    Identifier identifier = new Identifier(nexus, list.identifier());
    CopyProgress before = held.get(identifier);
    if (list.identified() && before != null && before.status() == CopyProgress.Status.IN_PROGRESS) {
      return new Beginning.Refused(
          SenseMapper.illegalRequest(AdditionalSense.OPERATION_IN_PROGRESS));
    }
    if (underWay == CopyLimits.CONCURRENT) {
      return new Beginning.Refused(Outcome.BUSY);
    }
    CopyProgress progress = new CopyProgress();
    underWay++;
    if (list.identified()) {
      held.put(identifier, progress);
    }
    return new Beginning.Begun(progress);
  }

  /** A copy has ended: {@code progress} says how; one that still goes on was aborted. */
  public synchronized void ended(CopyProgress progress) {
    underWay--;
    if (progress.status() == CopyProgress.Status.IN_PROGRESS) {
      held.values().remove(progress);
    }
  }

  /** What is held for a list identifier; null for one that was not used. */
  public synchronized @Nullable CopyProgress held(Nexus nexus, int list) {
    return held.get(new Identifier(nexus, list));
  }

  /** Forgets what has ended through a nexus. */
  public synchronized void forget(Nexus nexus) {
    held.keySet().removeIf(each -> each.nexus == nexus);
  }

  /** A reset of the unit. SPC-4 §5.17.4. */
  public synchronized void reset() {
    held.values().removeIf(each -> each.status() != CopyProgress.Status.IN_PROGRESS);
  }
}

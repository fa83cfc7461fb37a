package io.sealcopy.target.scsi;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A unit store that outlives the unit, in a map; a test decides when and how saving ends. */
public final class MapStore implements UnitStore {
  private final Map<String, byte[]> parts = new HashMap<>();

  /** What saving fails with. */
  public @Nullable String failure;

  /** Saving waits for {@link #release}. */
  public boolean held;

  private @Nullable Runnable pending;

  @Override
  public boolean durable() {
    return true;
  }

  @Override
  public byte @Nullable [] load(String part) {
    return parts.get(part);
  }

  @Override
  public void save(String part, byte[] content, Saved saved) {
    end(saved, () -> parts.put(part, content));
  }

  @Override
  public void delete(String part, Saved saved) {
    end(saved, () -> parts.remove(part));
  }

  private void end(Saved saved, Runnable change) {
    Runnable ends =
        () -> {
          if (failure == null) {
            change.run();
          }
          saved.done(failure);
        };
    if (!held) {
      ends.run();
    } else if (pending == null) {
      pending = ends;
    } else {
      throw new IllegalStateException("two changes at a time");
    }
  }

  /** Whether a change waits. */
  public boolean waiting() {
    return pending != null;
  }

  /** Ends the change that waits. */
  public void release() {
    Runnable ends = pending;
    pending = null;
    if (ends == null) {
      throw new IllegalStateException("nothing waits");
    }
    ends.run();
  }
}

package io.sealcopy.storage.volume;

import org.jspecify.annotations.Nullable;

/** Told exactly once how an operation ended, on whichever thread ended it. Must not block. */
@FunctionalInterface
public interface Completion {
  /** {@code failure} is null when the operation succeeded. */
  void done(@Nullable VolumeFailure failure);
}

package io.sealcopy.storage.volume;

/** Why an operation on a volume did not happen; each is reported to the host by its own sense. */
public sealed interface VolumeFailure {
  /** What an operator reads: names the volume and the place. */
  String message();

  /** The medium has no room for a block that was not allocated yet. */
  record OutOfSpace(String message) implements VolumeFailure {}

  /** Reading failed at {@code lba}. */
  record ReadFailed(long lba, String message) implements VolumeFailure {}

  /** Writing failed at {@code lba}. */
  record WriteFailed(long lba, String message) implements VolumeFailure {}

  /** The volume, or this range for this nexus, must not be changed: DATA PROTECT. */
  record Protected(String message) implements VolumeFailure {}

  /** What holds the blocks cannot be reached now; the same request may succeed later. */
  record Away(String message) implements VolumeFailure {}
}

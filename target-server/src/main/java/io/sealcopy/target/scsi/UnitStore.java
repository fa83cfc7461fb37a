package io.sealcopy.target.scsi;

import org.jspecify.annotations.Nullable;

/**
 * What a logical unit keeps when the process or the machine ends: small named pieces, each replaced
 * whole. Safe for any thread; changes are made durable in the order of the calls.
 */
public interface UnitStore {
  /** Keeps nothing: for units in memory, and tests. */
  UnitStore NONE =
      new UnitStore() {
        @Override
        public boolean durable() {
          return false;
        }

        @Override
        public byte @Nullable [] load(String part) {
          return null;
        }

        @Override
        public void save(String part, byte[] content, Saved saved) {
          saved.done(null);
        }

        @Override
        public void delete(String part, Saved saved) {
          saved.done(null);
        }
      };

  /** Told once, on any thread, how a change ended. Must not block. */
  @FunctionalInterface
  interface Saved {
    /** {@code failure} is null when it is durable, else what an operator reads. */
    void done(@Nullable String failure);
  }

  /** Whether what is saved survives the process; what must survive is refused otherwise. */
  boolean durable();

  /** What was saved last as {@code part}, or null; does not block. */
  byte @Nullable [] load(String part);

  /**
   * Replaces {@code part}. Never blocks: {@code saved} is told when it is on stable storage.
   *
   * @param part letters, digits, dashes
   * @param content at most 1 MiB; the caller leaves it unchanged
   */
  void save(String part, byte[] content, Saved saved);

  /** Removes {@code part}; missing is no failure. */
  void delete(String part, Saved saved);
}

package io.sealcopy.replicator.link;

import java.util.Optional;
import java.util.UUID;

/** Groups that copies were, or may have been, bound to for pairs that were never completed. */
public interface Attempts {
  /** The name that the pair was to have; empty: it is no such group of this main centre. */
  Optional<String> pairOf(UUID groupId);

  /** No copy is bound to the group any more. */
  void undone(UUID groupId);
}

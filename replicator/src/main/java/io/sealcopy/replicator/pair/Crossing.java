package io.sealcopy.replicator.pair;

import java.io.IOException;

/** How records cross to one kind of remote: what {@link Shipper} does not do alike for all. */
sealed interface Crossing permits WriteCrossing, SealedRecords {
  /** How many commands a record crosses as: known from its header alone, 0 if it does not cross. */
  int pieces(JournalEntry entry);

  /** Whether the next piece of this record may be sent before what is in flight is complete. */
  default boolean maySend(JournalEntry entry) {
    return true;
  }

  /**
   * Sends one piece and says in {@code flight} what it is.
   *
   * @return false: there is no room for it in flight
   */
  boolean send(JournalEntry entry, int piece, Flight flight, long nexus) throws IOException;

  /** The last piece of a record is complete, and everything before it. */
  void complete(Flight flight);

  /** Everything that may be sent now is sent. */
  default void sentAll(long nexus) {}

  /** Whether everything that is complete is proven. */
  default boolean still() {
    return true;
  }

  /** An acknowledgement of something that is not a record. */
  default void acknowledged() {}

  /** The nexus has ended, or is left. */
  default void ended() {}

  /** Whether records wait for acknowledgements of others, which are wanted soon then. */
  default boolean keepsOrderByWaiting() {
    return false;
  }
}

package io.sealcopy.replicator.pair;

/** What the core asks of its surroundings, apart from files and the link. None of it blocks. */
public interface GroupPorts {
  /** Milliseconds since 1970 UTC. */
  long wallMillis();

  /** Milliseconds of a clock that never jumps. */
  long steadyMillis();

  /** A random number from 0 up to {@code bound}, exclusive. */
  int random(int bound);

  /** Queues an event behind those that wait. Called from any thread. */
  void post(GroupEvent event);

  /** Starts a round of the sync thread; {@link GroupEvent.Synced} follows. One at a time. */
  void sync(SyncWork work);

  /** Remembers durably that the pair is suspended, or, with null, that it no longer is. */
  void storeFault(@org.jspecify.annotations.Nullable PairFault fault);

  /** Remembers durably whether an operator holds the pair. */
  void storeHold(PairHold hold) throws java.io.IOException;

  /** Remembers how a comparison ended. */
  default void storeVerify(VerifyStatus status) {}

  /** Remembers durably under which openings the remote may have changes. */
  default void storeOpenings(Openings openings) throws java.io.IOException {}

  /** Remembers the base durably, at once: before the first WRITE that counts from it. */
  void storeBase(ShippingBase base) throws java.io.IOException;
}

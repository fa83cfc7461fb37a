package io.sealcopy.replicator.link;

/** What a link found at its other end. */
public sealed interface RemoteKind {
  /** The remote does not keep under which opening of the group changes were made. */
  long NO_OPENINGS = -1;

  /**
   * A Sealcopy remote centre: an acknowledged WRITE is durable there, and WRITEs are counted.
   *
   * @param arrivals how many WRITEs of this copy have arrived durably since it was bound; final,
   *     because the nexus before is ended
   * @param opening under which they were made; 0: none was told; or {@link #NO_OPENINGS}
   */
  record Ours(long arrivals, long opening) implements RemoteKind {
    /** Of a remote that knows no openings. */
    public Ours(long arrivals) {
      this(arrivals, NO_OPENINGS);
    }
  }

  /**
   * A Sealcopy remote centre that takes records: an acknowledged one is durable there.
   *
   * @param durable all records up to this sequence are; 0: none is
   * @param opening under which they were made; 0: none was told; or {@link #NO_OPENINGS}
   */
  record Sealed(long durable, long opening) implements RemoteKind {
    /** Of a remote that knows no openings. */
    public Sealed(long durable) {
      this(durable, NO_OPENINGS);
    }
  }

  /**
   * Any other target: only a flush makes what it acknowledged durable.
   *
   * @param reserved whether it holds a reservation for us, so that nobody else can write the copy
   */
  record Foreign(boolean reserved) implements RemoteKind {}
}

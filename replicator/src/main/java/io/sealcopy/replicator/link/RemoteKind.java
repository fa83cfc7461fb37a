package io.sealcopy.replicator.link;

/** What a link found at its other end. */
public sealed interface RemoteKind {
  /**
   * A Sealcopy remote centre: an acknowledged WRITE is durable there, and WRITEs are counted.
   *
   * @param arrivals how many WRITEs of this copy have arrived durably since it was bound; final,
   *     because the nexus before is ended
   */
  record Ours(long arrivals) implements RemoteKind {}

  /**
   * A Sealcopy remote centre that takes records: an acknowledged one is durable there.
   *
   * @param durable all records up to this sequence are; 0: none is
   */
  record Sealed(long durable) implements RemoteKind {}

  /**
   * Any other target: only a flush makes what it acknowledged durable.
   *
   * @param reserved whether it holds a reservation for us, so that nobody else can write the copy
   */
  record Foreign(boolean reserved) implements RemoteKind {}
}

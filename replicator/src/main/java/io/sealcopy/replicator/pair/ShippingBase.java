package io.sealcopy.replicator.pair;

/**
 * Which record goes with which arrival at our remote, durably: with {@code arrivals} WRITEs
 * arrived, the first WRITE of record {@code sequence} is the next.
 *
 * @param arrivals the remote's arrival number, or {@link #ADOPT}
 * @param sequence first record that is not proven at the remote
 */
public record ShippingBase(long arrivals, long sequence) {
  /** The remote's number is taken over at the next nexus: nothing was ever sent from here on. */
  public static final long ADOPT = -1;
}

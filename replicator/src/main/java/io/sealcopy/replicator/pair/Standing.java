package io.sealcopy.replicator.pair;

import org.jspecify.annotations.Nullable;

/**
 * How a pair stood when it was stored last.
 *
 * @param base which record goes with which arrival
 * @param fault why it is suspended, or what was found wrong before the start; null when nothing
 * @param options as last chosen
 * @param openings under which the remote may have changes
 */
public record Standing(
    ShippingBase base,
    @Nullable PairFault fault,
    PairHold hold,
    PairOptions options,
    Openings openings) {
  /** Nothing was told to the remote. */
  public Standing(
      ShippingBase base, @Nullable PairFault fault, PairHold hold, PairOptions options) {
    this(base, fault, hold, options, Openings.NONE);
  }
}

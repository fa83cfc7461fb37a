package io.sealcopy.replicator.pair;

import org.jspecify.annotations.Nullable;

/**
 * How a pair stood when it was stored last.
 *
 * @param base which record goes with which arrival
 * @param fault why it is suspended, or what was found wrong before the start; null when nothing
 * @param options as last chosen
 */
public record Standing(
    ShippingBase base, @Nullable PairFault fault, PairHold hold, PairOptions options) {}

package io.sealcopy.replicator.pair;

import org.jspecify.annotations.Nullable;

/**
 * What one round of the sync thread does, in this order: sync the journal, flush the P-VOL, store
 * the base, release journal space.
 *
 * @param round number of the round, rising by one
 * @param journal whether the journal is synced: not when it cannot be used
 * @param volume whether the P-VOL is flushed too
 * @param written the last sequence handed to the journal's file before the round
 * @param changes how many host changes were complete before the round
 * @param base stored durably before space is released; null when none is
 * @param releaseTo the position after the last record that is proven, when space is released
 */
public record SyncWork(
    long round,
    boolean journal,
    boolean volume,
    long written,
    long changes,
    @Nullable ShippingBase base,
    long releaseTo) {}

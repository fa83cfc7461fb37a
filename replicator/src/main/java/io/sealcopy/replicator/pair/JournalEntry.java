package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordKind;

/**
 * One record in the journal.
 *
 * @param position where it stands
 * @param next where the record after it stands
 * @param member index of the volume that it is a change of
 * @param dataLength bytes of ciphertext
 * @param sealedAt milliseconds since 1970 UTC by this centre's clock
 */
public record JournalEntry(
    long position,
    long next,
    RecordKind kind,
    boolean depends,
    long sequence,
    int member,
    long lba,
    int blocks,
    int dataLength,
    long sealedAt) {}

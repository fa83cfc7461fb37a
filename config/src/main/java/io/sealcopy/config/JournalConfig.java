package io.sealcopy.config;

/**
 * A preallocated ring of records.
 *
 * @param size bytes of one journal, at least 4 MiB
 */
public record JournalConfig(long size) {}

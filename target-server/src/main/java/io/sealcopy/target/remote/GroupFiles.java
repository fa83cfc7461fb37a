package io.sealcopy.target.remote;

import java.util.function.LongSupplier;

/**
 * How the files of groups are made.
 *
 * @param journalBytes of a receive journal
 * @param ringIds random numbers, one for each journal made
 */
public record GroupFiles(long journalBytes, LongSupplier ringIds) {}

package io.sealcopy.target.remote;

import java.util.function.LongSupplier;

/**
 * How the files of groups are made.
 *
 * @param journalBytes of a receive journal
 * @param imageBytes that an earlier image may take of each copy
 * @param ringIds random numbers, one for each journal made
 */
public record GroupFiles(long journalBytes, long imageBytes, LongSupplier ringIds) {
  /** With images that have no bound. */
  public GroupFiles(long journalBytes, LongSupplier ringIds) {
    this(journalBytes, Long.MAX_VALUE, ringIds);
  }
}

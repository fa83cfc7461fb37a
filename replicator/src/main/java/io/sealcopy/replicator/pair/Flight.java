package io.sealcopy.replicator.pair;

/** One WRITE on its way, or the flush of a foreign target. Reused. */
final class Flight {
  long token;
  long lba;
  long blocks;
  int bytes;
  int arenaCost;

  /** The record it belongs to. */
  long sequence;

  int recordBytes;

  /** How many WRITEs the record is. */
  int recordWrites;

  /** Where the record after it stands. */
  long nextPosition;

  /** Whether the record is complete with it. */
  boolean lastOfRecord;

  boolean done;
}

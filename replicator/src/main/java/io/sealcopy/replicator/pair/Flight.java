package io.sealcopy.replicator.pair;

/** One command with a record, or a part of one, on its way. Reused. */
final class Flight {
  long token;
  int member;
  long lba;
  long blocks;
  int bytes;
  int arenaCost;

  /** The record it belongs to. */
  long sequence;

  int recordBytes;

  /** How many commands the record is. */
  int recordPieces;

  /** Where the record after it stands. */
  long nextPosition;

  /** Whether the record is complete with it. */
  boolean lastOfRecord;

  boolean done;
}

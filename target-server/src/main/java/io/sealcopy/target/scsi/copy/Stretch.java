package io.sealcopy.target.scsi.copy;

/**
 * One segment under way: how many blocks are still to be read and to be written. Whatever the two
 * block lengths are, bytes are read in whole source blocks and written in whole destination blocks;
 * what does not fill one stays behind.
 */
final class Stretch {
  private final CopySegment segment;
  private final CopyEnd source;
  private final CopyEnd destination;
  private final boolean exists;
  private final boolean padded;
  private long sourceLba;
  private long destinationLba;
  private int reads;
  private int writes;

  private Stretch(
      CopySegment segment,
      CopyEnd source,
      CopyEnd destination,
      int reads,
      int writes,
      boolean padded) {
    this.segment = segment;
    this.source = source;
    this.destination = destination;
    this.padded = padded;
    this.reads = reads;
    this.writes = writes;
    sourceLba = segment.sourceLba();
    destinationLba = segment.destinationLba();
    exists = source.contains(sourceLba, reads) && destination.contains(destinationLba, writes);
  }

  /**
   * @param carried bytes that an earlier segment left for this one
   */
  static Stretch of(CopySegment segment, CopyEnd source, CopyEnd destination, int carried) {
    int sourceLength = source.blockLength();
    int destinationLength = destination.blockLength();
    if (segment.countsDestination()) {
      long needed = Math.max(0, (long) segment.blocks() * destinationLength - carried);
      int reads = (int) Math.ceilDiv(needed, (long) sourceLength);
      return new Stretch(segment, source, destination, reads, segment.blocks(), false);
    }
    long bytes = carried + (long) segment.blocks() * sourceLength;
    boolean padded = bytes % destinationLength != 0 && destination.pad() && !segment.concatenate();
    int writes = (int) (bytes / destinationLength) + (padded ? 1 : 0);
    return new Stretch(segment, source, destination, segment.blocks(), writes, padded);
  }

  CopyEnd source() {
    return source;
  }

  CopyEnd destination() {
    return destination;
  }

  /** Whether both ranges are within their units. */
  boolean exists() {
    return exists;
  }

  /** Whether the last block written is filled up with zeros. */
  boolean padded() {
    return padded;
  }

  /** CAT: what is left goes before the next segment's data. */
  boolean concatenates() {
    return segment.concatenate();
  }

  /** Whether what is left of the source may be dropped. */
  boolean mayDrop() {
    return segment.countsDestination() && source.pad();
  }

  boolean done() {
    return reads == 0 && writes == 0;
  }

  boolean allRead() {
    return reads == 0;
  }

  /** Blocks to read next into {@code room} bytes. */
  int readable(int room) {
    return Math.min(reads, room / source.blockLength());
  }

  /** Takes blocks to read; their address. */
  long read(int blocks) {
    long lba = sourceLba;
    sourceLba += blocks;
    reads -= blocks;
    return lba;
  }

  int writesLeft() {
    return writes;
  }

  /** Takes blocks to write; their address. */
  long write(int blocks) {
    long lba = destinationLba;
    destinationLba += blocks;
    writes -= blocks;
    return lba;
  }
}

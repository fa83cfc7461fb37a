package io.sealcopy.protocol.ring;

/**
 * A place in a ring between two records.
 *
 * @param position after the last record before it
 * @param sequence of the record that stands, or will stand, at {@code position} or at the start of
 *     the next lap
 * @param waste bytes that were left unused at the end of the lap before the one of {@code position}
 */
public record RingPoint(long position, long sequence, int waste) {}

package io.sealcopy.config;

/**
 * Memory that WRITEs to copies hold until they are in place.
 *
 * @param total bytes for all groups of copies; half of it is shared out among the copies
 * @param group bytes that one group may hold at most
 * @param initiator bytes that all groups of one main centre, by its initiator name, may hold
 */
public record MemoryConfig(long total, long group, long initiator) {}

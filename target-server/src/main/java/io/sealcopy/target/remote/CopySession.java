package io.sealcopy.target.remote;

/**
 * One session as all copies know it: what it does with several of them is in one order.
 *
 * @param id never used twice
 */
record CopySession(long id, WriteOrder writes) {}

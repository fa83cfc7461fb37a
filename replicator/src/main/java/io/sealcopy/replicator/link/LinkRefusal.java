package io.sealcopy.replicator.link;

/**
 * Why the remote will not take this copy until somebody acts.
 *
 * @param fenced another initiator holds or took the copy, or our reservation is gone (rule 6)
 * @param message what an operator reads
 */
public record LinkRefusal(boolean fenced, String message) {}

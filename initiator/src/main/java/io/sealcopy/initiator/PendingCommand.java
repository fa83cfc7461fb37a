package io.sealcopy.initiator;

/** A submitted command, to name it to {@link Session#abort}. */
public sealed interface PendingCommand permits Task {}

package io.sealcopy.initiator;

/** What became of an attempt to open a session. */
public sealed interface SessionResult permits Session, OpenFailure {}

package io.sealcopy.replicator.link;

/** Told what happens on a link. Called from any thread; must not block. */
public interface LinkListener {
  /** The nexus is open and the remote is known. */
  void opened(long nexus, RemoteKind remote);

  /** The nexus has ended, or could not be opened, for a reason that may pass. */
  void lost(long nexus, LinkTrouble trouble);

  /** The nexus has ended, or could not be opened, for a reason that an operator must clear. */
  void refused(long nexus, LinkRefusal refusal);

  /** The WRITE or flush with this token is complete: on our remote durable, elsewhere cached. */
  void acknowledged(long nexus, long token);
}

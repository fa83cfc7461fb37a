package io.sealcopy.replicator.link;

import io.sealcopy.protocol.vendor.DigestAnswer;

/** What came of a question for digests. */
public sealed interface DigestOutcome {
  /** The remote has answered. */
  record Told(DigestAnswer answer) implements DigestOutcome {}

  /** Not now; the same question may be answered later. */
  record Later(String why) implements DigestOutcome {}

  /** This remote does not answer it. */
  record Impossible(String why) implements DigestOutcome {}
}

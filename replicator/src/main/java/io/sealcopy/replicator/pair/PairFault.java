package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.LinkRefusal;

/**
 * Why a pair went to PSUE.
 *
 * @param reason what scripts may depend on
 * @param message what an operator reads
 */
public record PairFault(Reason reason, String message) {
  static PairFault of(LinkRefusal refusal) {
    return new PairFault(
        switch (refusal.kind()) {
          case REFUSED -> Reason.REMOTE_REFUSED;
          case FENCED -> Reason.FENCED;
          case LOST_TRACK -> Reason.REMOTE_LOST_TRACK;
        },
        refusal.message());
  }

  /** The reason codes; never reused, stable in output. */
  public enum Reason {
    /** The remote refuses: role, epoch, key, geometry, binding or write protection. */
    REMOTE_REFUSED(false),
    /** Another initiator holds or took the copy (fenced). */
    FENCED(false),
    /** The remote's arrival number does not fit what was sent: it was restored or swapped. */
    REMOTE_LOST_TRACK(true),
    /** The journal is damaged or cannot be written. */
    JOURNAL_DAMAGED(true),
    /** The P-VOL is another incarnation than the one that was paired (rule 8). */
    OTHER_INCARNATION(true),
    /** The P-VOL cannot be read. */
    VOLUME_UNREADABLE(false),
    /** The copy differs from the P-VOL again after it was repaired. */
    COPY_DIFFERS(false),
    /** The group's key cannot be opened. */
    KEY_UNAVAILABLE(true);

    private final boolean everythingToCopy;

    Reason(boolean everythingToCopy) {
      this.everythingToCopy = everythingToCopy;
    }

    /** Whether the journal no longer says what the remote lacks, so that all must be copied. */
    public boolean everythingToCopy() {
      return everythingToCopy;
    }
  }
}

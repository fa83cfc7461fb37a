package io.sealcopy.simulation;

/** What a test breaks on purpose, to see that the checkers find it. */
enum PlantedBug {
  /** Nothing is broken. */
  NONE,
  /** The remote's receive journal is never synced: what it acknowledges is not durable. */
  REMOTE_ACKNOWLEDGES_BEFORE_DURABLE,
  /** The activity log is never synced: its marks may be lost with the power. */
  MARKS_NOT_DURABLE,
  /** The main centre's journal is never synced: what a power cut takes back may be shipped. */
  JOURNAL_NOT_DURABLE,
  /** Mode sync answers hosts when a change is in the journal, as async does. */
  SYNC_IS_ASYNC,
  /**
   * While the pair is split the activity log is never synced: what the full journal lacks is lost.
   */
  SPLIT_FORGETS,
  /** The P-VOL's file is never synced: what hosts have flushed may be lost with the power. */
  VOLUME_NOT_DURABLE,
  /** The S-VOL's file is never synced: the receive journal lets go of what is not in place. */
  COPY_NOT_DURABLE,
  /** The encryption table is never synced: it may say after a power cut what was long ago. */
  TABLE_NOT_DURABLE,
  /** A swap copies what hosts have changed since the take-over, and not what differed then. */
  SWAP_FORGETS_WHAT_DIFFERED,
  /** An earlier image is begun while the copy is a mixture. */
  IMAGE_OF_A_MIXTURE_IS_KEPT,
  /** The main centre goes on with a journal that its checksums say is damaged. */
  JOURNAL_DAMAGE_IS_OVERLOOKED,
  /** Where zeros cross as they are, the S-VOL keeps what it had, and the table says plaintext. */
  HOLES_ARE_LEFT,
  /** What a main centre that was restored from a backup makes is taken for what the remote has. */
  OPENINGS_ARE_NOT_COMPARED,
  /** The link tells an arrival number that is too low: what has arrived is sent again. */
  ARRIVALS_FORGOTTEN,
  /** The link acknowledges what it has sent, whether it arrives or not. */
  LINK_ACKNOWLEDGES_WHAT_IT_SENT,
  /** The remote tells of each range for ever what it told first. */
  DIGESTS_ARE_OLD,
  /** The decryptor's port has its blocks handed out anew before each write, so all are taken. */
  DECRYPTOR_WRITES_WHAT_IS_STALE,
  /** The remote comes back from a restart with the pair epoch from before its take-over. */
  REMOTE_FORGETS_THE_TAKE_OVER,
  /** On a sealed link each record that comes is taken for the next, whatever is missing. */
  SEALED_APPENDS_EARLY_OUT_OF_ORDER,
  /**
   * On a sealed link a record is acknowledged, and told as durable, although others are missing.
   */
  SEALED_ACKNOWLEDGES_WHAT_IS_ONLY_EARLY
}

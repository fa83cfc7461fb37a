package io.sealcopy.replicator.inband;

import io.sealcopy.protocol.vendor.PairReport;
import java.time.Duration;
import java.util.List;

/** What in-band commands ask of the pairs of a volume. Safe for any thread; commands block. */
public interface VolumePairs {
  /** How a command ended. */
  sealed interface Ended {
    /** It is done. */
    record Done() implements Ended {}

    /** No pair of the volume has the token that was given. */
    record WrongToken() implements Ended {}

    /**
     * The volume has no pair, or its state does not allow it.
     *
     * @param why for the audit log
     */
    record NotNow(String why) implements Ended {}

    /** It goes on; the time is over. */
    record TooLate() implements Ended {}
  }

  /**
   * How the volume's pairs are.
   *
   * @param operator whether tokens may be shown
   */
  List<PairReport.Entry> report(String volume, boolean operator);

  /** Begins the initial copy of the defined pair that has this token. */
  Ended start(String volume, long token, boolean synchronous);

  /** Splits every pair of the volume. */
  Ended interrupt(String volume);

  /** Lets every pair of the volume go on. */
  Ended restart(String volume);

  /** Waits until everything acknowledged before is durable at every remote of the volume. */
  Ended flush(String volume, Duration limit);
}

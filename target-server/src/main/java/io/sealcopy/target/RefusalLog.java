package io.sealcopy.target;

import io.sealcopy.target.iscsi.LoginRefusal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each refused login, in the log and for those who keep an audit log, but never so
 * many that a storm of them fills a disk: what is left out is counted in the next line. Safe for
 * any thread.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final int BURST = 50;
  private static final long NANOS_A_LINE = 1_000_000_000L;
  private static final int LONGEST = 300;

  private final LongSupplier clock;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private long filledSince;
  private long leftOut;

  /**
   * @param clock nanoseconds from any start
   */
  RefusalLog(LongSupplier clock) {
    this.clock = clock;
    filledSince = clock.getAsLong() - BURST * NANOS_A_LINE;
  }

  /** Hears every line, from now on. Must not block. */
  void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  void refused(LoginRefusal refusal) {
    long before = take();
    if (before < 0) {
      return;
    }
    String line =
        "login refused peer=%s initiator=%s outcome=\"%s: %s\"%s"
            .formatted(
                refusal.peer(),
                refusal.initiatorName().isEmpty() ? "-" : printable(refusal.initiatorName()),
                refusal.status().text(),
                printable(refusal.reason()),
                before == 0 ? "" : " left-out=" + before);
    LOG.info("{}", line);
    listeners.forEach(listener -> listener.accept(line));
  }

  /** How many lines were left out before this one; negative when this one is left out too. */
  private synchronized long take() {
    long now = clock.getAsLong();
    // A bucket of tokens, kept as the time since which it fills: each line takes a second of it.
    filledSince = Math.max(filledSince, now - BURST * NANOS_A_LINE);
    if (now - filledSince < NANOS_A_LINE) {
      leftOut++;
      return -1;
    }
    filledSince += NANOS_A_LINE;
    long before = leftOut;
    leftOut = 0;
    return before;
  }

  /** Text of a peer on one line, and without the quotes that would end it. */
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(c -> c < ' ' || c == '"' || c == 0x7f || !Character.isDefined(c) ? '?' : c)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(safe::appendCodePoint);
    return safe.toString();
  }
}

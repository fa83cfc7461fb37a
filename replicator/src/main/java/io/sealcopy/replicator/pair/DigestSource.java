package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.vendor.DigestAnswer;
import io.sealcopy.replicator.link.DigestOutcome;
import io.sealcopy.replicator.link.ReplicationLink;
import org.jspecify.annotations.Nullable;

/** What the remote's stored bytes are: one question at a time, over the link that is open. */
final class DigestSource {
  private static final long AGAIN_MILLIS = 200;

  /**
   * An answer.
   *
   * @param acknowledged the remote had applied every record up to this one when it was asked
   */
  record Answer(DigestAnswer digests, long acknowledged) {}

  private final GroupData data;
  private final ReplicationLink link;
  private boolean up;
  private long nexus;
  private long question;
  private boolean asked;
  private long askedAt;
  private long notBefore = Long.MIN_VALUE;
  private @Nullable Answer answer;
  private @Nullable String impossible;

  DigestSource(GroupData data, ReplicationLink link) {
    this.data = data;
    this.link = link;
  }

  void opened(long number) {
    up = true;
    nexus = number;
    forget();
  }

  void closed() {
    up = false;
    forget();
  }

  boolean isUp() {
    return up;
  }

  /** What was asked is of no interest any more. */
  void forget() {
    question++;
    asked = false;
    answer = null;
    impossible = null;
  }

  /** Asks for at most {@code runs} runs from block {@code lba} on, unless a question is open. */
  void ask(int member, long lba, int runs) {
    if (!up || asked || data.ports.steadyMillis() < notBefore) {
      return;
    }
    asked = true;
    askedAt = data.acknowledged;
    long number = ++question;
    link.digests(
        nexus,
        member,
        lba,
        runs,
        outcome -> data.ports.post(new GroupEvent.Digests(number, outcome)));
  }

  /** An outcome has come. */
  void told(GroupEvent.Digests event) {
    if (!asked || event.question() != question) {
      return;
    }
    asked = false;
    switch (event.outcome()) {
      case DigestOutcome.Told(DigestAnswer digests) -> answer = new Answer(digests, askedAt);
      case DigestOutcome.Later _ -> notBefore = data.ports.steadyMillis() + AGAIN_MILLIS;
      case DigestOutcome.Impossible(String why) -> impossible = why;
    }
  }

  /** The answer, once; null while there is none. */
  @Nullable Answer take() {
    Answer taken = answer;
    answer = null;
    return taken;
  }

  /** Why there will be no answer; null when there may be. */
  @Nullable String impossible() {
    return impossible;
  }
}

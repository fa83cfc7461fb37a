package io.sealcopy.protocol.iscsi.text;

import java.util.List;

/** What a side does after it took the peer's keys. */
public sealed interface NegotiationStep {
  /** Go on, sending these pairs (maybe none) in the next PDU. */
  record Answer(List<TextParameter> pairs) implements NegotiationStep {
    public Answer {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * The peer broke the rules. A target ends the login with "initiator error", an initiator drops
   * the connection. RFC 7143 §6.3.
   */
  record Broken(TextProblem problem) implements NegotiationStep {}
}

package io.sealcopy.protocol.iscsi.text;

import io.sealcopy.protocol.iscsi.text.TextKey.Rule;
import io.sealcopy.protocol.iscsi.text.TextKey.Sender;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Negotiates the operational keys of one connection, as initiator or target. RFC 7143 §6.2 and §13.
 * Pure: it sees pairs and gives pairs. Keys that are not operational (names, authentication) are
 * the caller's and pass unanswered. Not thread-safe.
 */
public final class Negotiator {
  /** The side this negotiator speaks for. */
  public enum Role {
    INITIATOR(Sender.TARGET),
    TARGET(Sender.INITIATOR);

    private final Sender peer;

    Role(Sender peer) {
      this.peer = peer;
    }
  }

  private final Role role;
  private final SessionType sessionType;
  private final boolean leading;
  private final NegotiationOffer offer;

  private final Map<TextKey, String> offered = new EnumMap<>(TextKey.class);
  private final Map<TextKey, String> settled = new EnumMap<>(TextKey.class);
  private final Set<TextKey> closed = EnumSet.noneOf(TextKey.class);
  private final Set<TextKey> refused = EnumSet.noneOf(TextKey.class);
  private boolean fullFeature;
  private boolean declared;
  private int selfReceives = defaultReceives();
  private int peerReceives = defaultReceives();

  /**
   * Creates a negotiator for one connection.
   *
   * @param leading whether it is the first of its session; a later one keeps the session's values,
   *     so {@link #result()} then speaks of this connection's digests and segment lengths only
   */
  public Negotiator(Role role, SessionType sessionType, boolean leading, NegotiationOffer offer) {
    this.role = role;
    this.sessionType = sessionType;
    this.leading = leading;
    this.offer = offer;
  }

  /** What an initiator proposes of its own accord, once: everything its offer names and may be. */
  public List<TextParameter> proposals() {
    List<TextParameter> pairs = new ArrayList<>();
    for (Map.Entry<TextKey, String> wish : offer.values().entrySet()) {
      TextKey key = wish.getKey();
      boolean elsewhere = key.use() == TextKey.Use.LEADING && !leading;
      if (key.rule() != Rule.DECLARE && !elsewhere && !irrelevant(key) && !closed.contains(key)) {
        offered.put(key, wish.getValue());
        pairs.add(TextParameter.of(key, wish.getValue()));
      }
    }
    declare(pairs);
    return pairs;
  }

  /** From now on the connection is in full feature phase, where most keys are settled for good. */
  public void enterFullFeaturePhase() {
    fullFeature = true;
  }

  /** Takes what the peer sent: its answers to our proposals, and its own proposals. */
  public NegotiationStep receive(TextParameters received) {
    return receive(received, true);
  }

  /**
   * As {@link #receive(TextParameters)}, and says whether a target may declare values of its own in
   * the answer: not in the security stage, where open-iscsi ends the login for it.
   */
  public NegotiationStep receive(TextParameters received, boolean mayDeclare) {
    List<TextParameter> answers = new ArrayList<>();
    TextParameter firstBurst = null;
    for (TextParameter pair : received.pairs()) {
      Optional<TextKey> known = TextKey.of(pair.key());
      if (known.isEmpty()) {
        // RFC 7143 §6.2: an answer that is one of the constants is never answered again.
        if (!TextKey.isConstant(pair.value())) {
          answers.add(new TextParameter(pair.key(), TextKey.NOT_UNDERSTOOD));
        }
        continue;
      }
      TextKey key = known.get();
      if (!mayCome(key)) {
        return broken(key, key.keyName() + " may not be sent here by the " + peerName());
      }
      if (!key.operational()) {
        continue;
      }
      if (key == TextKey.FIRST_BURST_LENGTH && !offered.containsKey(key)) {
        // Its answer depends on MaxBurstLength, InitialR2T and ImmediateData of the same exchange.
        firstBurst = pair;
        continue;
      }
      Optional<NegotiationStep.Broken> problem = take(key, pair.value(), answers);
      if (problem.isPresent()) {
        return problem.get();
      }
    }
    if (firstBurst != null) {
      Optional<NegotiationStep.Broken> problem =
          take(TextKey.FIRST_BURST_LENGTH, firstBurst.value(), answers);
      if (problem.isPresent()) {
        return problem.get();
      }
    }
    if (mayDeclare && role == Role.TARGET && !received.pairs().isEmpty()) {
      declare(answers);
    }
    return new NegotiationStep.Answer(answers);
  }

  /** Keys whose negotiation ended in Reject, by either side: the default stays in force. */
  public Set<TextKey> refused() {
    return EnumSet.copyOf(refused);
  }

  /** What is in force if nothing more is said. */
  public NegotiatedParameters result() {
    return role == Role.INITIATOR
        ? NegotiatedParameters.of(settled, selfReceives, peerReceives)
        : NegotiatedParameters.of(settled, peerReceives, selfReceives);
  }

  private Optional<NegotiationStep.Broken> take(
      TextKey key, String value, List<TextParameter> answers) {
    if (key == TextKey.MAX_RECV_DATA_SEGMENT_LENGTH) {
      return takeReceiveLength(key, value);
    }
    String proposal = offered.remove(key);
    if (proposal == null) {
      if (!closed.add(key)) {
        // RFC 7143 §6.3: a second negotiation of a key must be detected and ends the login.
        return Optional.of(broken(key, key.keyName() + " was negotiated already"));
      }
      String answer = answer(key, value);
      answers.add(TextParameter.of(key, answer));
      return Optional.empty();
    }
    closed.add(key);
    if (TextKey.isConstant(value)) {
      if (value.equals(TextKey.REJECT)) {
        refused.add(key);
      }
      return Optional.empty();
    }
    if (!isAnswerTo(key, proposal, value)) {
      String problem = key.keyName() + "=" + value + " is no answer to " + proposal;
      return Optional.of(broken(key, problem));
    }
    settled.put(key, value);
    return Optional.empty();
  }

  private Optional<NegotiationStep.Broken> takeReceiveLength(TextKey key, String value) {
    OptionalInt length = Numbers.parse(key, value);
    if (length.isEmpty()) {
      return Optional.of(
          broken(key, key.keyName() + " must be from " + key.min() + " to " + key.max()));
    }
    // Repeated only by a later text request in full feature phase.
    if (!closed.add(key) && !fullFeature) {
      return Optional.of(broken(key, key.keyName() + " was declared already"));
    }
    peerReceives = length.getAsInt();
    return Optional.empty();
  }

  /** The answer to a key the peer proposes; a result other than the constants is settled. */
  private String answer(TextKey key, String value) {
    if (key.rule() == Rule.OBSOLETE) {
      return key.defaultValue();
    }
    if (irrelevant(key)) {
      return TextKey.IRRELEVANT;
    }
    Optional<String> result =
        switch (key.rule()) {
          case LIST -> firstCommon(value, offer.list(key));
          case AND, OR -> combineBooleans(key, value);
          case MIN, MAX -> combineNumbers(key, value);
          case DECLARE, OBSOLETE -> Optional.empty();
        };
    if (result.isEmpty()) {
      refused.add(key);
      return TextKey.REJECT;
    }
    settled.put(key, result.get());
    return result.get();
  }

  private Optional<String> combineBooleans(TextKey key, String value) {
    if (!value.equals("Yes") && !value.equals("No")) {
      return Optional.empty();
    }
    boolean theirs = value.equals("Yes");
    boolean ours = offer.value(key).equals("Yes");
    boolean result = key.rule() == Rule.AND ? theirs && ours : theirs || ours;
    return Optional.of(result ? "Yes" : "No");
  }

  private Optional<String> combineNumbers(TextKey key, String value) {
    OptionalInt theirs = Numbers.parse(key, value);
    if (theirs.isEmpty()) {
      return Optional.empty();
    }
    int ours = Numbers.parse(offer.value(key)).orElseThrow();
    int result =
        key.rule() == Rule.MIN
            ? Math.min(theirs.getAsInt(), ours)
            : Math.max(theirs.getAsInt(), ours);
    if (key == TextKey.FIRST_BURST_LENGTH) {
      result = Math.min(result, result().maxBurstLength());
    }
    return Optional.of(Integer.toString(result));
  }

  /** Whether {@code value} may be the peer's answer to what we proposed. */
  private static boolean isAnswerTo(TextKey key, String proposal, String value) {
    return switch (key.rule()) {
      case LIST -> List.of(proposal.split(",")).contains(value);
      case AND -> value.equals("No") || (value.equals("Yes") && proposal.equals("Yes"));
      case OR -> value.equals("Yes") || (value.equals("No") && proposal.equals("No"));
      case MIN, MAX -> {
        OptionalInt number = Numbers.parse(key, value);
        int ours = Numbers.parse(proposal).orElseThrow();
        yield number.isPresent()
            && (key.rule() == Rule.MIN ? number.getAsInt() <= ours : number.getAsInt() >= ours);
      }
      case DECLARE, OBSOLETE -> false;
    };
  }

  /** The first of a comma-separated offer that is supported. RFC 7143 §6.2.1. */
  static Optional<String> firstCommon(String offered, List<String> supported) {
    for (String value : offered.split(",", -1)) {
      if (supported.contains(value)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  private boolean irrelevant(TextKey key) {
    if (sessionType == SessionType.DISCOVERY && key.irrelevantInDiscovery()) {
      return true;
    }
    // RFC 7143 §13.14: with neither immediate nor unsolicited data there is no first burst.
    return key == TextKey.FIRST_BURST_LENGTH
        && "Yes".equals(settled.get(TextKey.INITIAL_R2T))
        && "No".equals(settled.get(TextKey.IMMEDIATE_DATA));
  }

  private boolean mayCome(TextKey key) {
    if (key.sender() != Sender.BOTH && key.sender() != role.peer) {
      return false;
    }
    return switch (key.use()) {
      case SECURITY, LOGIN -> !fullFeature;
      // Initiators repeat their session type at every connection: no harm is done by it.
      case LEADING -> !fullFeature && (leading || key == TextKey.SESSION_TYPE);
      case FULL_FEATURE -> fullFeature;
      case ALL -> true;
    };
  }

  private void declare(List<TextParameter> pairs) {
    TextKey key = TextKey.MAX_RECV_DATA_SEGMENT_LENGTH;
    if (!declared && offer.values().containsKey(key)) {
      declared = true;
      selfReceives = Numbers.parse(offer.value(key)).orElseThrow();
      pairs.add(TextParameter.of(key, offer.value(key)));
    }
  }

  private static int defaultReceives() {
    return Numbers.parse(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH.defaultValue()).orElseThrow();
  }

  private String peerName() {
    return role.peer == Sender.TARGET ? "target" : "initiator";
  }

  private static NegotiationStep.Broken broken(TextKey key, String problem) {
    return new NegotiationStep.Broken(new TextProblem(key.keyName(), problem));
  }
}

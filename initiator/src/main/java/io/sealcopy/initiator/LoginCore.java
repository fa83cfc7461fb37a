package io.sealcopy.initiator;

import static io.sealcopy.protocol.iscsi.LoginStage.FULL_FEATURE_PHASE;
import static io.sealcopy.protocol.iscsi.LoginStage.LOGIN_OPERATIONAL_NEGOTIATION;
import static io.sealcopy.protocol.iscsi.LoginStage.SECURITY_NEGOTIATION;

import io.sealcopy.protocol.iscsi.auth.ChapChallenge;
import io.sealcopy.protocol.iscsi.auth.ChapInitiator;
import io.sealcopy.protocol.iscsi.auth.ChapStep;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.text.NegotiationStep;
import io.sealcopy.protocol.iscsi.text.Negotiator;
import io.sealcopy.protocol.iscsi.text.SessionType;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The initiator's side of a login as a state machine without I/O. RFC 7143 §6.3. */
final class LoginCore {
  /** More rounds than any login needs: a target that never ends one is given up. */
  private static final int MAX_ROUNDS = 32;

  private enum Chap {
    NOT_OFFERED,
    OFFERED,
    RUNNING,
    DONE
  }

  private final InitiatorOptions options;
  private final String peer;
  private final SessionType sessionType;
  private final Optional<String> targetName;
  private final Negotiator negotiator;
  private final Optional<ChapInitiator> chapInitiator;
  private Chap chap = Chap.NOT_OFFERED;
  private int stage;
  private int rounds;

  /**
   * Creates the machine of one login.
   *
   * @param targetName empty for a discovery session
   * @param peer for messages
   * @param challenge fresh, for mutual CHAP
   */
  LoginCore(
      InitiatorOptions options, Optional<String> targetName, String peer, ChapChallenge challenge) {
    this.options = options;
    this.targetName = targetName;
    this.peer = peer;
    this.sessionType = targetName.isPresent() ? SessionType.NORMAL : SessionType.DISCOVERY;
    this.negotiator = new Negotiator(Negotiator.Role.INITIATOR, sessionType, true, options.offer());
    this.chapInitiator =
        options.chap().map(c -> new ChapInitiator(c.algorithms(), c.self(), c.target(), challenge));
    this.stage = options.chap().isPresent() ? SECURITY_NEGOTIATION : LOGIN_OPERATIONAL_NEGOTIATION;
  }

  /** The first request. */
  LoginMove.Send start() {
    List<TextParameter> pairs = new ArrayList<>();
    pairs.add(TextParameter.of(TextKey.INITIATOR_NAME, options.initiatorName()));
    pairs.add(TextParameter.of(TextKey.SESSION_TYPE, sessionType.value()));
    targetName.ifPresent(name -> pairs.add(TextParameter.of(TextKey.TARGET_NAME, name)));
    if (options.chap().isPresent()) {
      chap = Chap.OFFERED;
      boolean mutual = options.chap().get().target().isPresent();
      // Whoever wants proof from the target does not let it off with None.
      pairs.add(TextParameter.of(TextKey.AUTH_METHOD, mutual ? "CHAP" : "CHAP,None"));
    } else {
      pairs.addAll(negotiator.proposals());
    }
    return send(pairs, true);
  }

  /** Takes a response with the text of all PDUs that belong to it. */
  LoginMove receive(LoginResponse response, TextParameters text) {
    if (response.statusClass() == 1) {
      return text.value(TextKey.TARGET_ADDRESS)
          .<LoginMove>map(LoginMove.Redirected::new)
          .orElseGet(() -> refused(response));
    }
    if (response.statusClass() != 0) {
      return refused(response);
    }
    if (++rounds > MAX_ROUNDS) {
      return violation("no end of the login");
    }
    if (response.currentStage() != stage) {
      return violation("login stage " + response.currentStage() + " instead of " + stage);
    }
    if (stage == SECURITY_NEGOTIATION) {
      return security(response, text);
    }
    return operational(response, text);
  }

  private LoginMove security(LoginResponse response, TextParameters text) {
    return switch (chap) {
      case NOT_OFFERED -> violation("security keys that nobody asked for");
      case OFFERED -> {
        String method = text.value(TextKey.AUTH_METHOD).orElse("nothing");
        boolean mutual = options.chap().orElseThrow().target().isPresent();
        if (method.equals("CHAP")) {
          chap = Chap.RUNNING;
          yield send(chapInitiator.orElseThrow().start(), false);
        }
        if (method.equals("None") && !mutual) {
          chap = Chap.DONE;
          yield leaveSecurity(response);
        }
        yield new LoginMove.Failed(
            new OpenFailure.NotAuthenticated(
                peer + " chose the authentication method " + printable(method)));
      }
      case RUNNING ->
          switch (chapInitiator.orElseThrow().receive(text)) {
            case ChapStep.Continue(List<TextParameter> pairs) -> send(pairs, true);
            case ChapStep.Done(_, List<TextParameter> pairs) -> {
              chap = Chap.DONE;
              yield pairs.isEmpty() ? leaveSecurity(response) : send(pairs, true);
            }
            case ChapStep.Failed(String reason) ->
                new LoginMove.Failed(new OpenFailure.NotAuthenticated(peer + ": " + reason));
          };
      case DONE -> leaveSecurity(response);
    };
  }

  private LoginMove leaveSecurity(LoginResponse response) {
    if (!response.transit()) {
      return send(List.of(), true);
    }
    if (response.nextStage() != LOGIN_OPERATIONAL_NEGOTIATION) {
      return violation("next stage " + response.nextStage());
    }
    stage = LOGIN_OPERATIONAL_NEGOTIATION;
    return send(negotiator.proposals(), true);
  }

  private LoginMove operational(LoginResponse response, TextParameters text) {
    return switch (negotiator.receive(text)) {
      case NegotiationStep.Broken broken -> violation(broken.problem().problem());
      case NegotiationStep.Answer(List<TextParameter> answers) -> {
        boolean end = response.transit() && response.nextStage() == FULL_FEATURE_PHASE;
        if (!end || !answers.isEmpty()) {
          yield end ? violation("a question with the last login response") : send(answers, true);
        }
        yield finish();
      }
    };
  }

  private LoginMove finish() {
    for (TextKey digest : List.of(TextKey.HEADER_DIGEST, TextKey.DATA_DIGEST)) {
      boolean required = "CRC32C".equals(options.offer().values().get(digest));
      boolean agreed =
          digest == TextKey.HEADER_DIGEST
              ? negotiator.result().headerDigest()
              : negotiator.result().dataDigest();
      if (required && !agreed) {
        return violation("no " + digest.keyName() + "=CRC32C, which this side requires");
      }
    }
    negotiator.enterFullFeaturePhase();
    return new LoginMove.Done(negotiator.result());
  }

  private LoginMove.Send send(List<TextParameter> pairs, boolean transit) {
    int next = stage == SECURITY_NEGOTIATION ? LOGIN_OPERATIONAL_NEGOTIATION : FULL_FEATURE_PHASE;
    return new LoginMove.Send(stage, transit ? next : 0, transit, new TextParameters(pairs));
  }

  private LoginMove refused(LoginResponse response) {
    return new LoginMove.Failed(
        OpenFailure.LoginRefused.of(response.statusClass(), response.statusDetail(), peer));
  }

  private LoginMove violation(String problem) {
    return new LoginMove.Failed(
        new OpenFailure.ProtocolViolation(peer + " broke the login: " + problem));
  }

  private static String printable(String value) {
    return value.replaceAll("[^!-~]", "?");
  }
}

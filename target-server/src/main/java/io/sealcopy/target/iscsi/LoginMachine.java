package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.LoginStage;
import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.auth.ChapChallenge;
import io.sealcopy.protocol.iscsi.auth.ChapStep;
import io.sealcopy.protocol.iscsi.auth.ChapTarget;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.protocol.iscsi.text.NegotiationOffer;
import io.sealcopy.protocol.iscsi.text.NegotiationStep;
import io.sealcopy.protocol.iscsi.text.Negotiator;
import io.sealcopy.protocol.iscsi.text.SessionType;
import io.sealcopy.protocol.iscsi.text.TextAssembler;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.iscsi.text.TextLimits;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import io.sealcopy.protocol.iscsi.text.TextProblem;
import io.sealcopy.target.scsi.PeerLink;
import io.sealcopy.target.scsi.ScsiTarget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The login of one connection, from the first request to full feature phase. RFC 7143 §6.3 and
 * §11.12. Pure: requests in, steps out. Not thread-safe.
 */
public final class LoginMachine {
  private static final int NOT_STARTED = -1;
  private static final String CHAP = "CHAP";
  private static final String NONE = "None";

  private final TargetDirectory directory;
  private final IscsiLimits limits;
  private final RandomGenerator random;
  private final IntFunction<@Nullable Session> sessions;
  private final TextAssembler assembler = new TextAssembler(TextLimits.NEGOTIATION);

  private int stage = NOT_STARTED;
  private int rounds;
  private @Nullable LoginRequest first;
  private String initiatorName = "";
  private Optional<ServedTarget> target = Optional.empty();
  private Access access = Access.DENIED;
  private @Nullable Session joined;
  private @Nullable Negotiator negotiator;
  private @Nullable ChapTarget chap;
  private final Supplier<PeerLink> link;
  private boolean methodChosen;
  private Optional<String> user = Optional.empty();

  /** For a connection without TLS. */
  public LoginMachine(
      TargetDirectory directory,
      IscsiLimits limits,
      RandomGenerator random,
      IntFunction<@Nullable Session> sessions) {
    this(directory, limits, random, sessions, () -> PeerLink.PLAIN);
  }

  /**
   * @param random a cryptographic source, for challenges
   * @param sessions finds the session a connection wants to join, by its TSIH
   * @param link how the connection is secured; asked when the first request is there
   */
  public LoginMachine(
      TargetDirectory directory,
      IscsiLimits limits,
      RandomGenerator random,
      IntFunction<@Nullable Session> sessions,
      Supplier<PeerLink> link) {
    this.link = link;
    this.directory = directory;
    this.limits = limits;
    this.random = random;
    this.sessions = sessions;
  }

  /** Who wants to log in; empty until it has said so in a name that may be logged. */
  String initiatorName() {
    return initiatorName;
  }

  /** Takes a request with its text. After Refuse or Establish it takes no more. */
  public LoginStep receive(LoginRequest request, ByteBuffer text) {
    if (++rounds > limits.loginRounds()) {
      return refuse(LoginStatus.INITIATOR_ERROR, "too many login requests");
    }
    Optional<LoginStep> wrong = checkHeader(request);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    Optional<TextProblem> tooLong = assembler.append(text);
    if (tooLong.isPresent()) {
      return refuse(LoginStatus.INITIATOR_ERROR, tooLong.get().problem());
    }
    if (request.continued()) {
      return new LoginStep.Reply(false, request.currentStage(), 0, List.of());
    }
    return switch (assembler.finish()) {
      case TextProblem problem -> refuse(LoginStatus.INITIATOR_ERROR, problem.problem());
      case TextParameters pairs -> fitting(take(request, pairs));
    };
  }

  /** RFC 7143 §13.12: a response has as much text as every initiator takes, and no more. */
  private static LoginStep fitting(LoginStep step) {
    List<TextParameter> answers =
        switch (step) {
          case LoginStep.Reply(_, _, _, List<TextParameter> pairs) -> pairs;
          case LoginStep.Establish(_, List<TextParameter> pairs, _) -> pairs;
          case LoginStep.Refuse _ -> List.of();
        };
    return new TextParameters(answers).encode().remaining() <= LoginPhase.MAX_SEGMENT
        ? step
        : refuse(LoginStatus.INITIATOR_ERROR, "more keys than one response can answer");
  }

  private Optional<LoginStep> checkHeader(LoginRequest request) {
    LoginRequest start = first;
    if (start == null) {
      first = request;
      if (request.versionMin() > 0) {
        return refused(LoginStatus.UNSUPPORTED_VERSION, "version " + request.versionMin());
      }
      stage = request.currentStage();
    } else if (!request.isid().equals(start.isid())
        || request.tsih() != start.tsih()
        || request.cid() != start.cid()) {
      return refused(LoginStatus.INITIATOR_ERROR, "the login changed its ISID, TSIH or CID");
    }
    if (request.currentStage() != stage || stage > LoginStage.LOGIN_OPERATIONAL_NEGOTIATION) {
      return refused(LoginStatus.INITIATOR_ERROR, "login stage " + request.currentStage());
    }
    if (request.transit()) {
      int next = request.nextStage();
      boolean possible =
          next == LoginStage.FULL_FEATURE_PHASE
              || (next == LoginStage.LOGIN_OPERATIONAL_NEGOTIATION && next > stage);
      if (!possible || request.continued()) {
        return refused(LoginStatus.INITIATOR_ERROR, "transit from " + stage + " to " + next);
      }
    }
    return Optional.empty();
  }

  private LoginStep take(LoginRequest request, TextParameters pairs) {
    List<TextParameter> answers = new ArrayList<>();
    if (negotiator == null) {
      Optional<LoginStep> wrong = identify(request, pairs, answers);
      if (wrong.isPresent()) {
        return wrong.get();
      }
    }
    Negotiator keys = negotiator;
    if (keys == null) {
      throw new IllegalStateException("no negotiator after the first request");
    }
    boolean mayLeave = true;
    if (stage == LoginStage.SECURITY_NEGOTIATION) {
      LoginStep step = authenticate(pairs, answers);
      switch (step) {
        case LoginStep.Refuse refusal -> {
          return refusal;
        }
        case LoginStep.Reply(boolean done, _, _, _) -> mayLeave = done;
        case LoginStep.Establish _ -> throw new IllegalStateException("authentication is not all");
      }
    } else if (access instanceof Access.Chap && user.isEmpty()) {
      return refuse(LoginStatus.AUTHENTICATION_FAILURE, initiatorName + " did not authenticate");
    }
    switch (keys.receive(pairs, stage != LoginStage.SECURITY_NEGOTIATION)) {
      case NegotiationStep.Broken(TextProblem problem) -> {
        return refuse(LoginStatus.INITIATOR_ERROR, problem.problem());
      }
      case NegotiationStep.Answer(List<TextParameter> more) -> answers.addAll(more);
    }
    boolean transit = request.transit() && mayLeave;
    int current = stage;
    if (!transit) {
      return new LoginStep.Reply(false, current, 0, answers);
    }
    stage = request.nextStage();
    if (stage != LoginStage.FULL_FEATURE_PHASE) {
      return new LoginStep.Reply(true, current, stage, answers);
    }
    keys.enterFullFeaturePhase();
    Session session = joined;
    NegotiatedParameters agreed =
        session == null ? keys.result() : keys.result().inSessionOf(session.login().parameters());
    return new LoginStep.Establish(
        current,
        answers,
        new LoginResult(
            initiatorName,
            request.isid(),
            request.cid(),
            request.cmdSn(),
            target,
            user,
            link.get(),
            agreed,
            Optional.ofNullable(session)));
  }

  /** The first request says who wants what. RFC 7143 §6.3, §13.4, §13.5. */
  private Optional<LoginStep> identify(
      LoginRequest request, TextParameters pairs, List<TextParameter> answers) {
    Optional<String> name = pairs.value(TextKey.INITIATOR_NAME);
    if (name.isEmpty() || !Names.isIscsiName(name.get())) {
      return refused(LoginStatus.MISSING_PARAMETER, "no usable InitiatorName");
    }
    initiatorName = name.get();
    String typeName = pairs.value(TextKey.SESSION_TYPE).orElse(SessionType.NORMAL.value());
    Optional<SessionType> type = SessionType.of(typeName);
    if (type.isEmpty()) {
      return refused(LoginStatus.SESSION_TYPE_NOT_SUPPORTED, "SessionType=" + typeName);
    }
    Optional<String> wanted = pairs.value(TextKey.TARGET_NAME);
    if (request.tsih() != 0) {
      Optional<LoginStep> wrong = join(request, type.get(), wanted);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    if (type.get() == SessionType.NORMAL) {
      Session session = joined;
      if (session != null) {
        wanted = session.target().map(ScsiTarget::name);
      }
      if (wanted.isEmpty()) {
        return refused(LoginStatus.MISSING_PARAMETER, initiatorName + " names no target");
      }
      target = directory.find(wanted.get());
      if (target.isEmpty()) {
        return refused(LoginStatus.NOT_FOUND, initiatorName + " asks for an unknown target");
      }
      ServedTarget found = target.get();
      access = found.access().accessFor(initiatorName, link.get());
      int tag = found.scsi().portalGroupTag();
      answers.add(TextParameter.of(TextKey.TARGET_PORTAL_GROUP_TAG, Integer.toString(tag)));
      found.alias().ifPresent(a -> answers.add(TextParameter.of(TextKey.TARGET_ALIAS, a)));
    } else {
      access = directory.discovery().accessFor(initiatorName, link.get());
    }
    if (access instanceof Access.Denied(String reason)) {
      return refused(
          LoginStatus.AUTHORIZATION_FAILURE,
          initiatorName + " may not log in" + (reason.isEmpty() ? "" : ": " + reason));
    }
    negotiator = new Negotiator(Negotiator.Role.TARGET, type.get(), joined == null, offer());
    return Optional.empty();
  }

  /** Finds the session that a further connection is to be of. RFC 7143 §6.3.1. */
  private Optional<LoginStep> join(
      LoginRequest request, SessionType type, Optional<String> targetName) {
    Session session = sessions.apply(request.tsih());
    if (session == null
        || session.target().isEmpty()
        || type != SessionType.NORMAL
        || !session.login().initiatorName().equals(initiatorName)
        || !session.login().isid().equals(request.isid())) {
      return refused(
          LoginStatus.SESSION_DOES_NOT_EXIST, initiatorName + " has no session " + request.tsih());
    }
    String name = session.target().orElseThrow().name();
    if (targetName.isPresent() && !targetName.get().equals(name)) {
      return refused(
          LoginStatus.CANNOT_INCLUDE_IN_SESSION, "a connection for another target than " + name);
    }
    if (!session.login().link().equals(link.get())) {
      return refused(
          LoginStatus.CANNOT_INCLUDE_IN_SESSION,
          "a connection that is secured otherwise than its session");
    }
    if (!session.roomFor(request.cid())) {
      return refused(
          LoginStatus.TOO_MANY_CONNECTIONS,
          initiatorName + " wants more connections than were agreed on");
    }
    joined = session;
    return Optional.empty();
  }

  private NegotiationOffer offer() {
    return NegotiationOffer.defaults()
        .with(TextKey.HEADER_DIGEST, "CRC32C,None")
        .with(TextKey.DATA_DIGEST, "CRC32C,None")
        .with(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH, limits.maxRecvDataSegmentLength())
        .with(TextKey.MAX_BURST_LENGTH, limits.maxBurstLength())
        .with(TextKey.FIRST_BURST_LENGTH, limits.firstBurstLength())
        .with(TextKey.MAX_CONNECTIONS, limits.maxConnections())
        .with(TextKey.MAX_OUTSTANDING_R2T, limits.maxOutstandingR2t())
        .with(TextKey.INITIAL_R2T, false)
        .with(TextKey.IMMEDIATE_DATA, true)
        .with(TextKey.DEFAULT_TIME2RETAIN, 0);
  }

  /** One round of the security stage; a Reply says whether the initiator may leave it. */
  private LoginStep authenticate(TextParameters pairs, List<TextParameter> answers) {
    return switch (access) {
      case Access.Denied _ -> refuse(LoginStatus.AUTHORIZATION_FAILURE, initiatorName);
      case Access.Open _ -> {
        Optional<String> offered = pairs.value(TextKey.AUTH_METHOD);
        if (offered.isPresent()) {
          if (!List.of(offered.get().split(",", -1)).contains(NONE)) {
            yield refuse(
                LoginStatus.AUTHENTICATION_FAILURE,
                initiatorName + " insists on authentication, and has no credentials here");
          }
          answers.add(TextParameter.of(TextKey.AUTH_METHOD, NONE));
        }
        yield security(true);
      }
      case Access.Chap required -> chap(required, pairs, answers);
    };
  }

  private LoginStep chap(Access.Chap required, TextParameters pairs, List<TextParameter> answers) {
    Optional<String> offered = pairs.value(TextKey.AUTH_METHOD);
    if (!methodChosen) {
      if (offered.isEmpty()) {
        return pairs.pairs().stream().anyMatch(pair -> pair.key().startsWith("CHAP_"))
            ? refuse(LoginStatus.AUTHENTICATION_FAILURE, "CHAP keys before AuthMethod")
            : security(false);
      }
      if (!List.of(offered.get().split(",", -1)).contains(CHAP)) {
        return refuse(LoginStatus.AUTHENTICATION_FAILURE, initiatorName + " does not offer CHAP");
      }
      methodChosen = true;
      answers.add(TextParameter.of(TextKey.AUTH_METHOD, CHAP));
      chap =
          new ChapTarget(
              required.algorithms(),
              name ->
                  name.equals(required.initiator().name())
                      ? Optional.of(required.initiator().secret())
                      : Optional.empty(),
              required.target(),
              ChapChallenge.random(random));
      return security(false);
    }
    if (user.isPresent() || chap == null) {
      return security(user.isPresent());
    }
    return switch (chap.receive(pairs)) {
      case ChapStep.Continue(List<TextParameter> more) -> {
        answers.addAll(more);
        yield security(false);
      }
      case ChapStep.Done(String name, List<TextParameter> more) -> {
        answers.addAll(more);
        user = Optional.of(name);
        yield security(true);
      }
      case ChapStep.Failed(String reason) ->
          refuse(LoginStatus.AUTHENTICATION_FAILURE, initiatorName + ": " + reason);
    };
  }

  private static LoginStep security(boolean done) {
    return new LoginStep.Reply(done, LoginStage.SECURITY_NEGOTIATION, 0, List.of());
  }

  private static LoginStep refuse(LoginStatus status, String reason) {
    return new LoginStep.Refuse(status, reason);
  }

  private static Optional<LoginStep> refused(LoginStatus status, String reason) {
    return Optional.of(refuse(status, reason));
  }
}

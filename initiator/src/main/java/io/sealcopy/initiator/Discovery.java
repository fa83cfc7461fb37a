package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.protocol.iscsi.pdu.TextResponse;
import io.sealcopy.protocol.iscsi.text.TextAssembler;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.iscsi.text.TextLimits;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import io.sealcopy.protocol.iscsi.text.TextProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A discovery session: login, SendTargets=All, logout. RFC 7143 appendix C. */
final class Discovery {
  private static final int TAG = 1;

  private Discovery() {}

  static DiscoveryResult run(String host, int port, InitiatorOptions options) {
    return switch (Connection.open(host, port, Optional.empty(), options)) {
      case Connection.Opened.Down(OpenFailure failure) -> failure;
      case Connection.Opened.Elsewhere(String address) ->
          new OpenFailure.ProtocolViolation("redirected to " + address);
      case Connection.Opened.Up(Connection connection) -> {
        CountDownLatch ended = new CountDownLatch(1);
        connection.closeAfter(ended, options.loginTimeout());
        try (connection) {
          yield ask(connection);
        } catch (IOException e) {
          yield new OpenFailure.Interrupted(
              "discovery at " + connection.peer() + ": " + Connection.reason(e));
        } finally {
          ended.countDown();
        }
      }
    };
  }

  private static DiscoveryResult ask(Connection connection) throws IOException {
    int expStatSn = connection.expStatSn();
    TextAssembler text = new TextAssembler(TextLimits.SEND_TARGETS);
    ByteBuffer question = TextParameters.of(TextParameter.of(TextKey.SEND_TARGETS, "All")).encode();
    int targetTag = Pdu.RESERVED_TAG;
    while (true) {
      connection
          .writer()
          .append(
              new TextRequest(
                  true,
                  true,
                  false,
                  0,
                  TAG,
                  targetTag,
                  connection.cmdSn(),
                  expStatSn,
                  question.remaining()),
              List.of(question),
              0);
      connection.writer().flush();
      TextResponse response = response(connection);
      expStatSn = response.statSn() + 1;
      Optional<TextProblem> problem = text.append(connection.reader().data());
      if (problem.isPresent()) {
        return violation(connection, problem.get());
      }
      if (response.finalPdu()) {
        break;
      }
      // More to come: an empty request with the target's tag asks for it.
      targetTag = response.targetTransferTag();
      question = ByteBuffer.allocate(0);
    }
    logout(connection, expStatSn);
    return switch (text.finish()) {
      case TextProblem problem -> violation(connection, problem);
      case TextParameters pairs -> targets(pairs);
    };
  }

  private static TextResponse response(Connection connection) throws IOException {
    while (true) {
      TargetPdu pdu = connection.reader().next();
      switch (pdu) {
        case TextResponse response -> {
          return response;
        }
        case NopIn _ -> connection.reader().data();
        default ->
            throw PduReader.violation("a " + pdu.getClass().getSimpleName() + " in a discovery");
      }
    }
  }

  /** Said, not waited for: the answer is in hand and the connection closes. */
  private static void logout(Connection connection, int expStatSn) throws IOException {
    connection
        .writer()
        .append(
            new LogoutRequest(
                true, LogoutRequest.CLOSE_SESSION, TAG + 1, 0, connection.cmdSn(), expStatSn, 0));
    connection.writer().flush();
  }

  private static DiscoveryResult targets(TextParameters pairs) {
    List<DiscoveryResult.Target> targets = new ArrayList<>();
    String name = null;
    List<String> addresses = new ArrayList<>();
    for (TextParameter pair : pairs.pairs()) {
      if (pair.key().equals(TextKey.TARGET_NAME.keyName())) {
        if (name != null) {
          targets.add(new DiscoveryResult.Target(name, addresses));
        }
        name = pair.value();
        addresses = new ArrayList<>();
      } else if (pair.key().equals(TextKey.TARGET_ADDRESS.keyName())) {
        addresses.add(pair.value());
      }
    }
    if (name != null) {
      targets.add(new DiscoveryResult.Target(name, addresses));
    }
    return new DiscoveryResult.Targets(targets);
  }

  private static OpenFailure violation(Connection connection, TextProblem problem) {
    return new OpenFailure.ProtocolViolation(
        "discovery at " + connection.peer() + ": " + problem.problem());
  }
}

package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.auth.ChapChallenge;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.protocol.iscsi.text.TextAssembler;
import io.sealcopy.protocol.iscsi.text.TextLimits;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import io.sealcopy.protocol.iscsi.text.TextProblem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One TCP connection to a target that has completed its login. Used by one thread at a time until a
 * session takes reader and writer apart.
 */
final class Connection implements AutoCloseable {
  private static final int MAX_REDIRECTS = 3;
  private static final int LOGIN_SEGMENT = 8192;
  private static final RandomGenerator RANDOM = new SecureRandom();

  /** A connection, or why there is none. */
  sealed interface Opened {
    record Up(Connection connection) implements Opened {}

    record Down(OpenFailure failure) implements Opened {}

    record Elsewhere(String address) implements Opened {}
  }

  private final SecuredLink link;
  private final String peer;
  private final PduReader reader;
  private final PduWriter writer;
  private Optional<NegotiatedParameters> parameters = Optional.empty();
  private int cmdSn = RANDOM.nextInt();
  private int maxCmdSn = cmdSn;
  private int expStatSn;

  private Connection(SecuredLink link, String peer) {
    this.link = link;
    this.peer = peer;
    this.reader = new PduReader(link, LOGIN_SEGMENT);
    this.writer = new PduWriter(link);
  }

  /** Connects and logs in, following redirections; a target name makes a normal session. */
  static Opened open(String host, int port, Optional<String> target, InitiatorOptions options) {
    String toHost = host;
    int toPort = port;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      Opened opened = connect(toHost, toPort, target, options);
      if (!(opened instanceof Opened.Elsewhere(String address))) {
        return opened;
      }
      String portal = address.replaceFirst(",[0-9]+$", "");
      ParsedUrl url = IscsiUrl.parse("iscsi://" + portal + "/iqn.redirected/0");
      if (!(url instanceof IscsiUrl next)) {
        return violation(toHost + " redirects to '" + portal + "', which is no address");
      }
      toHost = next.host();
      toPort = next.port();
    }
    return violation(host + " redirects more than " + MAX_REDIRECTS + " times");
  }

  private static Opened violation(String message) {
    return new Opened.Down(new OpenFailure.ProtocolViolation(message));
  }

  private static Opened connect(
      String host, int port, Optional<String> target, InitiatorOptions options) {
    String peer = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    SecuredLink link;
    try {
      link = dial(host, port, options);
    } catch (IOException e) {
      return new Opened.Down(
          new OpenFailure.NotConnected("cannot connect to " + peer + ": " + reason(e)));
    }
    Connection connection = new Connection(link, peer);
    CountDownLatch ended = new CountDownLatch(1);
    connection.closeAfter(ended, options.loginTimeout());
    boolean keep = false;
    try {
      Opened opened = connection.login(target, options);
      keep = opened instanceof Opened.Up && link.isOpen();
      return opened;
    } catch (LinkException e) {
      if (e.kind() == FailureKind.CONNECTION_LOST) {
        return new Opened.Down(new OpenFailure.Interrupted("login at " + peer + ": " + reason(e)));
      }
      return violation("login at " + peer + ": " + e.getMessage());
    } catch (IOException e) {
      String why = link.isOpen() ? reason(e) : "no answer within " + options.loginTimeout();
      return new Opened.Down(new OpenFailure.Interrupted("login at " + peer + ": " + why));
    } finally {
      ended.countDown();
      if (!keep) {
        connection.close();
      }
    }
  }

  private static SecuredLink dial(String host, int port, InitiatorOptions options)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    boolean secured = false;
    CountDownLatch ended = new CountDownLatch(1);
    try {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new IOException("unknown host");
      }
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(address, (int) options.connectTimeout().toMillis());
      closeAfter(channel, host, ended, options.loginTimeout());
      SecuredLink link = options.security().secure(channel, host);
      secured = true;
      return link;
    } finally {
      ended.countDown();
      if (!secured) {
        channel.close();
      }
    }
  }

  /** Closes the connection unless {@code ended} is counted down within the limit. */
  void closeAfter(CountDownLatch ended, Duration limit) {
    closeAfter(link, peer, ended, limit);
  }

  private static void closeAfter(
      Channel channel, String peer, CountDownLatch ended, Duration limit) {
    Threads.start(
        "limit",
        peer,
        () -> {
          try {
            if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
              channel.close();
            }
          } catch (IOException _) {
            // Nothing is lost: what was not acknowledged is reported as failed.
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private Opened login(Optional<String> target, InitiatorOptions options) throws IOException {
    LoginCore core = new LoginCore(options, target, peer, ChapChallenge.random(RANDOM));
    int tag = RANDOM.nextInt(1 << 16);
    LoginMove move = core.start();
    while (true) {
      switch (move) {
        case LoginMove.Send request -> {
          send(request, tag, options);
          TextAssembler text = new TextAssembler(TextLimits.NEGOTIATION);
          LoginResponse response = receive(text, tag, options);
          switch (text.finish()) {
            case TextProblem problem -> throw PduReader.violation(problem.problem());
            case TextParameters pairs -> move = core.receive(response, pairs);
          }
        }
        case LoginMove.Done(NegotiatedParameters agreed) -> {
          parameters = Optional.of(agreed);
          reader.configure(
              agreed.initiatorMaxRecvDataSegmentLength(),
              agreed.headerDigest(),
              agreed.dataDigest());
          writer.configure(agreed.headerDigest(), agreed.dataDigest());
          return new Opened.Up(this);
        }
        case LoginMove.Redirected(String address) -> {
          return new Opened.Elsewhere(address);
        }
        case LoginMove.Failed(OpenFailure failure) -> {
          return new Opened.Down(failure);
        }
      }
    }
  }

  private void send(LoginMove.Send move, int tag, InitiatorOptions options) throws IOException {
    ByteBuffer text = move.text().encode();
    if (text.remaining() > LOGIN_SEGMENT) {
      throw new IOException("the login text is longer than " + LOGIN_SEGMENT + " bytes");
    }
    writer.append(
        new LoginRequest(
            move.transit(),
            false,
            move.currentStage(),
            move.nextStage(),
            0,
            0,
            options.isid(),
            // RFC 7143 §11.12.6: 0 throughout the login that makes the session.
            0,
            tag,
            0,
            cmdSn,
            expStatSn,
            text.remaining()),
        List.of(text),
        0);
    writer.flush();
  }

  private LoginResponse receive(TextAssembler text, int tag, InitiatorOptions options)
      throws IOException {
    while (true) {
      TargetPdu pdu = reader.next();
      if (!(pdu instanceof LoginResponse response) || pdu.initiatorTaskTag() != tag) {
        throw PduReader.violation("a " + pdu.getClass().getSimpleName() + " during login");
      }
      Optional<TextProblem> problem = text.append(reader.data());
      if (problem.isPresent()) {
        throw PduReader.violation(problem.get().problem());
      }
      if (response.statusClass() != 0) {
        return response;
      }
      if (!response.isid().equals(options.isid())) {
        throw PduReader.violation("a login response for ISID " + response.isid());
      }
      expStatSn = response.statSn() + 1;
      maxCmdSn = response.maxCmdSn();
      if (!response.continued()) {
        return response;
      }
      // RFC 7143 §6.2: an empty request asks for the rest of a text that did not fit one PDU.
      send(
          new LoginMove.Send(response.currentStage(), 0, false, new TextParameters(List.of())),
          tag,
          options);
    }
  }

  String peer() {
    return peer;
  }

  PduReader reader() {
    return reader;
  }

  PduWriter writer() {
    return writer;
  }

  NegotiatedParameters parameters() {
    return parameters.orElseThrow();
  }

  /** The number of the first command. */
  int cmdSn() {
    return cmdSn;
  }

  int maxCmdSn() {
    return maxCmdSn;
  }

  int expStatSn() {
    return expStatSn;
  }

  /** The message of an I/O error, which is sometimes missing. */
  static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Ends reads and writes of other threads. */
  @Override
  public void close() {
    try {
      link.close();
    } catch (IOException _) {
      // Nothing is lost: what was not acknowledged is reported as failed.
    }
  }
}

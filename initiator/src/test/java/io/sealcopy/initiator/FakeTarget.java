package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Segments;
import io.sealcopy.protocol.iscsi.pdu.InitiatorPdu;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.protocol.iscsi.text.NegotiationOffer;
import io.sealcopy.protocol.iscsi.text.NegotiationStep;
import io.sealcopy.protocol.iscsi.text.Negotiator;
import io.sealcopy.protocol.iscsi.text.SessionType;
import io.sealcopy.protocol.iscsi.text.TextLimits;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A target on loopback that logs one initiator in and then does what the test's script says. */
final class FakeTarget implements AutoCloseable {
  /** What happens after the login; throwing fails the test. */
  interface Script {
    void run(FakeTarget target) throws Exception;
  }

  /** A PDU as it came, with its data. */
  record Received(InitiatorPdu pdu, ByteBuffer data) {}

  static final String NAME = "iqn.2026-01.io.sealcopy.test:fake";

  private final ServerSocket server;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final NegotiationOffer offer;
  private Socket socket = new Socket();
  int statSn = 100;
  int expCmdSn;
  int window = 32;
  private NegotiatedParameters parameters =
      new Negotiator(Negotiator.Role.TARGET, SessionType.NORMAL, true, NegotiationOffer.defaults())
          .result();

  FakeTarget(NegotiationOffer offer, Script script) throws IOException {
    this.offer = offer;
    this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try (Socket accepted = server.accept()) {
            socket = accepted;
            script.run(this);
            done.complete(null);
          } catch (Exception | AssertionError e) {
            done.completeExceptionally(e);
          }
        });
  }

  /** Logs the initiator in first, then runs the script. */
  static FakeTarget loggingIn(NegotiationOffer offer, Script script) throws IOException {
    return new FakeTarget(
        offer,
        target -> {
          target.login();
          script.run(target);
        });
  }

  IscsiUrl url() {
    return (IscsiUrl)
        IscsiUrl.parse("iscsi://127.0.0.1:" + server.getLocalPort() + "/" + NAME + "/0");
  }

  /** Waits for the script's end and throws what it threw. */
  void finish() throws Exception {
    done.get(20, TimeUnit.SECONDS);
  }

  void login() throws IOException {
    Received received = receive();
    LoginRequest request = (LoginRequest) received.pdu();
    expCmdSn = request.cmdSn();
    Negotiator negotiator = new Negotiator(Negotiator.Role.TARGET, SessionType.NORMAL, true, offer);
    TextParameters text =
        (TextParameters) TextParameters.parse(received.data(), TextLimits.NEGOTIATION);
    NegotiationStep.Answer answer = (NegotiationStep.Answer) negotiator.receive(text);
    ByteBuffer bytes = new TextParameters(answer.pairs()).encode();
    send(
        new LoginResponse(
            true,
            false,
            1,
            3,
            0,
            0,
            request.isid(),
            7,
            request.initiatorTaskTag(),
            statSn++,
            expCmdSn,
            maxCmdSn(),
            0,
            0,
            bytes.remaining()),
        bytes);
    parameters = negotiator.result();
  }

  int maxCmdSn() {
    return expCmdSn + window - 1;
  }

  /** The next PDU; its digests are checked. */
  Received receive() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] header = new byte[Bhs.LENGTH];
    in.readFully(header);
    if (parameters.headerDigest()) {
      check(header, Bhs.LENGTH, in);
    }
    InitiatorPdu pdu = (InitiatorPdu) Pdu.decode(ByteBuffer.wrap(header));
    byte[] data = new byte[Segments.padded(pdu.dataSegmentLength())];
    in.readFully(data);
    if (parameters.dataDigest() && data.length > 0) {
      check(data, data.length, in);
    }
    if (pdu instanceof ScsiCommand command && !command.immediate()) {
      if (command.cmdSn() != expCmdSn) {
        throw new IOException("CmdSN " + command.cmdSn() + ", expected " + expCmdSn);
      }
      expCmdSn++;
    }
    return new Received(pdu, ByteBuffer.wrap(data, 0, pdu.dataSegmentLength()));
  }

  private static void check(byte[] bytes, int length, DataInputStream in) throws IOException {
    int digest = Integer.reverseBytes(in.readInt());
    if (Segments.dataDigest(ByteBuffer.wrap(bytes, 0, length)) != digest) {
      throw new IOException("the initiator sent a wrong digest");
    }
  }

  /** The next PDU of a type. */
  <T extends InitiatorPdu> T expect(Class<T> type) throws IOException {
    return type.cast(receive().pdu());
  }

  void send(Pdu pdu, ByteBuffer data) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes(pdu, data, 0, 0));
    out.flush();
  }

  void send(Pdu pdu) throws IOException {
    send(pdu, ByteBuffer.allocate(0));
  }

  /** A PDU on the wire, its digests flipped by the given masks. */
  byte[] bytes(Pdu pdu, ByteBuffer data, int headerFault, int dataFault) {
    int length = Segments.padded(data.remaining());
    ByteBuffer wire = ByteBuffer.allocate(Bhs.LENGTH + length + 8);
    pdu.encode(wire);
    if (parameters.headerDigest()) {
      ByteBuffer header = wire.slice(0, Bhs.LENGTH);
      Segments.putDigest(wire, Segments.dataDigest(header) ^ headerFault);
    }
    int start = wire.position();
    wire.put(data.duplicate()).position(start + length);
    if (parameters.dataDigest() && length > 0) {
      Segments.putDigest(wire, Segments.dataDigest(data) ^ dataFault);
    }
    byte[] bytes = new byte[wire.position()];
    wire.get(0, bytes);
    return bytes;
  }

  void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  Socket socket() {
    return socket;
  }

  /** GOOD without data. */
  void good(int tag) throws IOException {
    status(tag, 0, false, false, 0, ByteBuffer.allocate(0));
  }

  void status(
      int tag, int status, boolean overflow, boolean underflow, long residual, ByteBuffer data)
      throws IOException {
    send(
        new ScsiResponse(
            false,
            false,
            overflow,
            underflow,
            0,
            status,
            tag,
            0,
            statSn++,
            expCmdSn,
            maxCmdSn(),
            0,
            0,
            residual,
            data.remaining()),
        data);
  }

  /** Whether the initiator has closed the connection. */
  boolean closedByPeer() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @Override
  public void close() throws IOException {
    server.close();
    socket.close();
  }
}

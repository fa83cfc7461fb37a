package io.sealcopy.target;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.LoginStage;
import io.sealcopy.protocol.iscsi.Segments;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import io.sealcopy.protocol.scsi.Cdb;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A socket that speaks iSCSI PDU by PDU, so that a test can speak it badly. No digests. */
public final class RawInitiator implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  /** A PDU of the target with its data. */
  @SuppressWarnings("ArrayRecordComponent") // Tests compare the bytes, never two answers.
  public record Answer(TargetPdu pdu, byte[] data) {}

  private final Socket socket;
  private final DataInputStream in;
  private int cmdSn = 1;
  private int nextTag = 1;

  /** Connects, without a word. */
  public RawInitiator(InetSocketAddress portal) throws IOException {
    socket = new Socket(portal.getAddress(), portal.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Connects and logs in to a target, with these operational keys. */
  public static RawInitiator login(InetSocketAddress portal, String target, String... keys)
      throws IOException {
    RawInitiator initiator = new RawInitiator(portal);
    String text =
        "InitiatorName=iqn.2026-01.io.sealcopy.test:raw\0SessionType=Normal\0TargetName="
            + target
            + "\0"
            + String.join("\0", keys)
            + (keys.length > 0 ? "\0" : "");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Isid isid = Isid.random(initiator.socket.getLocalPort(), 1);
    initiator.send(
        new LoginRequest(
            true,
            false,
            LoginStage.LOGIN_OPERATIONAL_NEGOTIATION,
            LoginStage.FULL_FEATURE_PHASE,
            0,
            0,
            isid,
            0,
            0,
            0,
            initiator.cmdSn,
            0,
            bytes.length),
        bytes);
    Answer answer = initiator.receive();
    if (!(answer.pdu() instanceof LoginResponse response)
        || response.statusClass() != 0
        || !response.transit()) {
      throw new IOException("no login: " + answer.pdu());
    }
    return initiator;
  }

  /** Sends a command in order and gives its task tag. */
  public int command(boolean read, boolean write, int length, Cdb cdb, byte[] immediate)
      throws IOException {
    int tag = nextTag++;
    send(
        new ScsiCommand(
            false,
            true,
            read,
            write,
            ScsiCommand.SIMPLE,
            0,
            tag,
            length,
            cmdSn++,
            0,
            cdb,
            0,
            immediate.length),
        immediate);
    return tag;
  }

  /** A WRITE with all of its data behind it. */
  public static ScsiCommand write(int cmdSn, Cdb cdb, int length) {
    return new ScsiCommand(
        false, true, false, true, ScsiCommand.SIMPLE, 0, 1, length, cmdSn, 0, cdb, 0, length);
  }

  /** The number the next command takes. */
  public int cmdSn() {
    return cmdSn;
  }

  public void send(Pdu pdu, byte[] data) throws IOException {
    raw(bytes(pdu, data));
  }

  /** A PDU as it goes on the wire, padding included. */
  public static byte[] bytes(Pdu pdu, byte[] data) {
    ByteBuffer wire = ByteBuffer.allocate(Bhs.LENGTH + Segments.padded(data.length));
    pdu.encode(wire);
    wire.put(data);
    return wire.array();
  }

  public void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** The next PDU of the target. */
  public Answer receive() throws IOException {
    byte[] header = new byte[Bhs.LENGTH];
    in.readFully(header);
    TargetPdu pdu = (TargetPdu) Pdu.decode(ByteBuffer.wrap(header));
    byte[] data = new byte[pdu.dataSegmentLength()];
    in.readFully(data);
    in.skipNBytes(Segments.padding(data.length));
    return new Answer(pdu, data);
  }

  /** Reads up to the end of the connection and says how many bytes came. */
  public int untilClosed() throws IOException {
    int bytes = 0;
    try {
      while (in.read() >= 0) {
        bytes++;
      }
    } catch (SocketException _) {
      // Reset: closed as well.
    }
    return bytes;
  }

  /** Closes with a reset instead of an ordinary end. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.Segments;
import io.sealcopy.protocol.iscsi.pdu.InitiatorPdu;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.scsi.Cdb;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A bare initiator on a plain socket: sends exactly what a test wants, right or wrong. */
public final class TestInitiator implements AutoCloseable {
  public static final String TARGET = "iqn.2026-11.io.sealcopy:test";
  private static final String NAME = "iqn.1994-05.com.example:test";

  /** A PDU as it came. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by assertions on the array.
  public record Received(Pdu pdu, byte[] data) {
    public String text() {
      return new String(data, StandardCharsets.UTF_8).replace('\0', '\n');
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  public int cmdSn = 1;
  public int expStatSn = 1;
  public int isid = 1;
  public int tsih;
  public int cid;
  public boolean headerDigest;
  public boolean dataDigest;
  private int tag;

  public TestInitiator(InetSocketAddress portal) throws IOException {
    this(new Socket(portal.getAddress(), portal.getPort()));
  }

  /** Comes from an address of its own: any of 127.0.0.0/8 will do. */
  public TestInitiator(InetSocketAddress portal, String from) throws IOException {
    this(new Socket(portal.getAddress(), portal.getPort(), InetAddress.getByName(from), 0));
  }

  private TestInitiator(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Logs in straight to full feature phase with these keys. */
  public static TestInitiator loggedIn(InetSocketAddress portal, String... keys)
      throws IOException {
    TestInitiator initiator = new TestInitiator(portal);
    initiator.login(keys);
    return initiator;
  }

  public void login(String... keys) throws IOException {
    String text = "InitiatorName=" + NAME + "\0TargetName=" + TARGET + "\0SessionType=Normal\0";
    LoginResponse response = (LoginResponse) login(1, 3, text + String.join("\0", keys)).pdu();
    if (response.statusClass() != 0 || !response.transit()) {
      throw new IOException("login failed: " + response);
    }
    tsih = response.tsih();
    headerDigest = String.join(" ", keys).contains("HeaderDigest=CRC32C");
    dataDigest = String.join(" ", keys).contains("DataDigest=CRC32C");
  }

  /** A further connection of this session, logged in; its {@link #cmdSn} is its own. */
  public TestInitiator andConnection(InetSocketAddress portal, int number, String... keys)
      throws IOException {
    TestInitiator other = new TestInitiator(portal);
    other.isid = isid;
    other.tsih = tsih;
    other.cid = number;
    other.cmdSn = cmdSn;
    other.tag = number * 10_000;
    other.login(keys);
    return other;
  }

  /** One login request with transit from one stage to another. */
  public Received login(int stage, int next, String text) throws IOException {
    byte[] data = (text.endsWith("\0") ? text : text + "\0").getBytes(StandardCharsets.UTF_8);
    send(loginRequest(stage, next, data.length), data);
    return receive();
  }

  public LoginRequest loginRequest(int stage, int next, int length) {
    return new LoginRequest(
        true, false, stage, next, 0, 0, new Isid(isid), tsih, 0, cid, cmdSn, expStatSn, length);
  }

  public int nextTag() {
    return ++tag;
  }

  /** A SCSI command in command order; {@code cdb} in hexadecimal. */
  public int command(String cdb, long expected, boolean read, boolean write, byte... immediate)
      throws IOException {
    return command(cdb, expected, read, write, true, immediate);
  }

  public int command(
      String cdb, long expected, boolean read, boolean write, boolean last, byte... immediate)
      throws IOException {
    int itt = nextTag();
    send(scsi(itt, cdb, expected, read, write, last, immediate.length), immediate);
    return itt;
  }

  public ScsiCommand scsi(
      int itt, String cdb, long expected, boolean read, boolean write, boolean last, int length) {
    Cdb decoded = Cdb.of(HexFormat.of().parseHex(cdb.replace(" ", "")));
    return new ScsiCommand(
        false, last, read, write, 1, 0, itt, expected, cmdSn++, expStatSn, decoded, 0, length);
  }

  public void send(InitiatorPdu pdu, byte... data) throws IOException {
    raw(encode(pdu, data));
  }

  /** The bytes of a PDU with its digests. */
  public byte[] encode(InitiatorPdu pdu, byte... data) {
    ByteBuffer bytes = ByteBuffer.allocate(48 + 4 + Segments.padded(data.length) + 4);
    pdu.encode(bytes);
    if (headerDigest) {
      Segments.putDigest(bytes, Crc32c.of(bytes.array(), 0, 48));
    }
    bytes.put(data);
    bytes.position(bytes.position() + Segments.padding(data.length));
    if (dataDigest && data.length > 0) {
      int padded = Segments.padded(data.length);
      Segments.putDigest(bytes, Crc32c.of(bytes.array(), bytes.position() - padded, padded));
    }
    byte[] exact = new byte[bytes.position()];
    bytes.get(0, exact);
    return exact;
  }

  public void raw(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** The next PDU, its digests checked. */
  public Received receive() throws IOException {
    byte[] header = new byte[48];
    in.readFully(header);
    if (headerDigest) {
      check(header);
    }
    ByteBuffer bhs = ByteBuffer.wrap(header);
    int length = Bhs.dataSegmentLength(bhs);
    byte[] padded = new byte[Segments.padded(length)];
    in.readFully(padded);
    if (dataDigest && length > 0) {
      check(padded);
    }
    byte[] data = Arrays.copyOf(padded, length);
    return new Received((Pdu) Pdu.decode(bhs), data);
  }

  private void check(byte[] bytes) throws IOException {
    byte[] digest = new byte[4];
    in.readFully(digest);
    if (Segments.getDigest(ByteBuffer.wrap(digest)) != Crc32c.of(bytes, 0, bytes.length)) {
      throw new IOException("the target sent a wrong digest");
    }
  }

  public <T extends Pdu> T receive(Class<T> kind) throws IOException {
    Pdu pdu = receive().pdu();
    if (!kind.isInstance(pdu)) {
      throw new IOException("expected " + kind.getSimpleName() + ", got " + pdu);
    }
    return kind.cast(pdu);
  }

  /** Whether the target has closed, whatever it says before, within the socket's time limit. */
  public boolean closedByTarget() throws IOException {
    try {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (EOFException | SocketException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

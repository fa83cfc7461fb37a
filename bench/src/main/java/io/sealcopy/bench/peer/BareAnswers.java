package io.sealcopy.bench.peer;

import io.sealcopy.bench.lab.Threads;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutResponse;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The least that can answer a read: 48 bytes of header and always the same bytes from memory, one
 * write to the socket for all requests that came together. It knows no SCSI: until the first long
 * read it passes everything to another target and back, so any client can be measured with it.
 */
public final class BareAnswers implements Served, AutoCloseable {
  private static final int RECEIVE = 64 * 1024;
  private static final int WINDOW = 128;

  private final int answer;
  private final InetSocketAddress upstream;
  private final String path;
  private final ServerSocketChannel server;

  private BareAnswers(Served behind, int answer, ServerSocketChannel server) {
    this.answer = answer;
    this.server = server;
    String rest = behind.url().substring("iscsi://".length());
    int slash = rest.indexOf('/');
    int colon = rest.lastIndexOf(':', slash);
    this.upstream =
        new InetSocketAddress(
            rest.substring(0, colon), Integer.parseInt(rest.substring(colon + 1, slash)));
    this.path = rest.substring(slash);
  }

  /**
   * Starts it in a thread of this process.
   *
   * @param behind the target that logins and all else go to
   * @param answer bytes of a read; others than these it passes on, too
   */
  public static BareAnswers start(Served behind, int answer) {
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      BareAnswers bare = new BareAnswers(behind, answer, server);
      Threads.start("bare answers", bare::serve);
      return bare;
    } catch (IOException e) {
      throw new BenchException("cannot listen: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return "bare TCP";
  }

  @Override
  public String url() {
    return "iscsi://127.0.0.1:%d%s".formatted(server.socket().getLocalPort(), path);
  }

  /** It has no process of its own: only rates can be compared. */
  @Override
  public double cpuSeconds() {
    return 0;
  }

  private void serve() {
    ByteBuffer data = ByteBuffer.allocateDirect(answer);
    while (server.isOpen()) {
      try (SocketChannel client = server.accept();
          SocketChannel target = SocketChannel.open(upstream)) {
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        target.setOption(StandardSocketOptions.TCP_NODELAY, true);
        new Connection(client, target, data).run();
      } catch (IOException _) {
        // The client has ended, or will say what is wrong.
      }
    }
  }

  private final class Connection {
    private final SocketChannel client;
    private final SocketChannel target;
    private final ByteBuffer data;
    private final ByteBuffer in = ByteBuffer.allocateDirect(RECEIVE).limit(0);
    private final ByteBuffer back = ByteBuffer.allocateDirect(RECEIVE).limit(0);
    private final List<ByteBuffer> out = new ArrayList<>();
    private int statSn;

    Connection(SocketChannel client, SocketChannel target, ByteBuffer data) {
      this.client = client;
      this.target = target;
      this.data = data;
    }

    void run() throws IOException {
      while (true) {
        need(client, in, Bhs.LENGTH);
        if (longRead()) {
          answers();
        }
        forward(client, in, target);
        while (!forward(target, back, client)) {}
      }
    }

    /** Passes a PDU on; whether it is the last of an answer. */
    private boolean forward(SocketChannel from, ByteBuffer source, SocketChannel to)
        throws IOException {
      need(from, source, Bhs.LENGTH);
      boolean last = true;
      switch (Bhs.opcode(source)) {
        case Opcode.DATA_IN -> {
          DataIn part = DataIn.decode(source);
          last = part.statusPresent();
          statSn = last ? part.statSn() : statSn;
        }
        case Opcode.SCSI_RESPONSE -> statSn = ScsiResponse.decode(source).statSn();
        default -> {}
      }
      int length = Bhs.LENGTH + Bhs.ahsBytes(source) + ((Bhs.dataSegmentLength(source) + 3) & ~3);
      need(from, source, length);
      ByteBuffer pdu = source.slice(source.position(), length);
      while (pdu.hasRemaining()) {
        to.write(pdu);
      }
      source.position(source.position() + length);
      return last;
    }

    private boolean longRead() {
      if (Bhs.opcode(in) != Opcode.SCSI_COMMAND) {
        return false;
      }
      ScsiCommand command = ScsiCommand.decode(in);
      return command.read() && command.expectedDataTransferLength() == answer;
    }

    /** Answers all that comes from now on; ends with the connection. */
    private void answers() throws IOException {
      while (true) {
        do {
          reply();
        } while (in.remaining() >= Bhs.LENGTH);
        ByteBuffer[] all = out.toArray(ByteBuffer[]::new);
        while (all[all.length - 1].hasRemaining()) {
          client.write(all);
        }
        out.clear();
        need(client, in, Bhs.LENGTH);
      }
    }

    private void reply() throws IOException {
      ByteBuffer header = ByteBuffer.allocateDirect(Bhs.LENGTH);
      out.add(header);
      switch (Bhs.opcode(in)) {
        case Opcode.SCSI_COMMAND -> {
          ScsiCommand command = ScsiCommand.decode(in);
          if (!longRead()) {
            throw new IOException("only reads are answered");
          }
          good(command, command.cmdSn() + 1).encode(header);
          out.add(data.duplicate());
        }
        case Opcode.LOGOUT_REQUEST -> {
          LogoutRequest request = LogoutRequest.decode(in);
          int next = request.cmdSn();
          new LogoutResponse(0, request.initiatorTaskTag(), ++statSn, next, next + WINDOW, 0, 0, 0)
              .encode(header);
        }
        default -> throw new IOException("only reads are answered");
      }
      header.clear();
      in.position(in.position() + Bhs.LENGTH);
    }

    /** All of the data and status GOOD in one PDU. */
    private DataIn good(ScsiCommand command, int next) {
      return new DataIn(
          true,
          false,
          false,
          false,
          true,
          0,
          command.lun(),
          command.initiatorTaskTag(),
          Pdu.RESERVED_TAG,
          ++statSn,
          next,
          next + WINDOW,
          0,
          0,
          0,
          answer);
    }

    private static void need(SocketChannel from, ByteBuffer source, int bytes) throws IOException {
      while (source.remaining() < bytes) {
        source.compact();
        int got = from.read(source);
        source.flip();
        if (got < 0) {
          throw new EOFException();
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new BenchException("cannot be closed", e);
    }
  }
}

package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import java.nio.ByteBuffer;

/** NOP-Out and NOP-In of one connection, both ways. RFC 7143 §11.18, §11.19. */
final class Pings {
  private final Turns turns;
  private final PduWriter writer;
  private final ResponseSender responses;
  private final CommandWindow window;
  private int lastPingTag;

  Pings(Turns turns, PduWriter writer, ResponseSender responses, CommandWindow window) {
    this.turns = turns;
    this.writer = writer;
    this.responses = responses;
    this.window = window;
  }

  /** Answers a ping without data, whose turn it is. */
  void answer(NopOut request) {
    writer.send(nopIn(request.initiatorTaskTag(), 0));
  }

  /** Answers a ping with data, in its turn. */
  void answer(Sink.Ping ping) {
    NopOut request = ping.request();
    int length = request.dataSegmentLength();
    int tag = request.initiatorTaskTag();
    if (turns.judge(request.immediate(), request.cmdSn()) == CommandWindow.Verdict.DUE) {
      turns.inTurn(
          request.immediate(), request.cmdSn(), () -> writer.send(nopIn(tag, length), ping.echo()));
      return;
    }
    byte[] copy = new byte[length];
    ping.echo().view(writer.headerLength(), length).get(copy);
    ping.echo().release();
    turns.inTurn(
        false, request.cmdSn(), () -> writer.send(nopIn(tag, length), ByteBuffer.wrap(copy)));
  }

  private NopIn nopIn(int tag, int length) {
    return new NopIn(
        0,
        tag,
        Pdu.RESERVED_TAG,
        responses.nextStatSn(),
        window.expCmdSn(),
        window.maxCmdSn(),
        length);
  }

  /** Asks for a sign of life. */
  void ask() {
    if (++lastPingTag == Pdu.RESERVED_TAG) {
      lastPingTag = 0;
    }
    // RFC 7143 §11.19: a ping of ours does not advance StatSN.
    writer.send(
        new NopIn(
            0,
            Pdu.RESERVED_TAG,
            lastPingTag,
            responses.statSn(),
            window.expCmdSn(),
            window.maxCmdSn(),
            0));
  }
}

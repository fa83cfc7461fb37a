package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.Reject;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends Reject PDUs, with the header of what was refused. RFC 7143 §11.17. */
record Rejects(
    Wire wire,
    PduWriter writer,
    ResponseSender responses,
    CommandWindow window,
    TargetEvents events) {
  private static final Logger LOG = LoggerFactory.getLogger(Rejects.class);

  /** Refuses the PDU whose 48 bytes are at the position of {@code header}. */
  void send(ByteBuffer header, RejectReason reason, String problem) {
    events.rejected(reason);
    LOG.info("reject to {}, {}: {}", wire.peer(), reason.text(), problem);
    ByteBuffer copy = header.slice(header.position(), Bhs.LENGTH);
    writer.send(
        new Reject(
            reason.code(),
            responses.nextStatSn(),
            window.expCmdSn(),
            window.maxCmdSn(),
            0,
            Bhs.LENGTH),
        copy);
  }
}

package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;

/** Where the data segment of a PDU goes that is no SCSI data. */
sealed interface Sink {
  Sink DISCARD = new Discard();

  record Discard() implements Sink {}

  record ToText(TextRequest request) implements Sink {}

  /**
   * A ping.
   *
   * @param echo the answer, which its data goes into
   */
  record Ping(NopOut request, PooledBuffer echo) implements Sink {}
}

package io.sealcopy.replicator.link;

import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** REPORT COPY STATUS on a session with our remote, while the nexus works. */
final class StatusQuestion {
  private static final int BYTES = CopyStatus.LEAST_BYTES + CopyStatus.MAX_TEXT_BYTES;

  private StatusQuestion() {}

  /** Tells how many blocks are ciphertext; nothing when that is not answered. */
  static void ciphertext(Session session, int lun, LongConsumer told) {
    ByteBuffer into = ByteBuffer.allocate(BYTES);
    Cdb cdb = Cdb.of(new VendorCdb(VendorCommand.REPORT_COPY_STATUS, 0, BYTES).encode());
    session.submit(
        ScsiRequest.reading(lun, cdb, into),
        outcome -> {
          if (outcome instanceof ScsiOutcome.Response response
              && response.good()
              && CopyStatus.decode(into.slice(0, response.dataInLength()))
                  instanceof Decoded.Valid<CopyStatus>(CopyStatus status)) {
            told.accept(status.ciphertextBlocks() + status.handedOutBlocks());
          }
        });
  }
}

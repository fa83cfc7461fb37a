package io.sealcopy.replicator.link;

import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.DigestAnswer;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** READ DIGESTS on a session with our remote. */
final class DigestQuestion {
  private DigestQuestion() {}

  static void ask(Session session, int lun, long lba, int runs, Consumer<DigestOutcome> told) {
    int length = DigestAnswer.bytesFor(runs);
    ByteBuffer into = ByteBuffer.allocate(length);
    Cdb cdb = Cdb.of(new VendorCdb(VendorCommand.READ_DIGESTS, lba, length).encode());
    session.submit(
        ScsiRequest.reading(lun, cdb, into), outcome -> told.accept(understood(outcome, into)));
  }

  private static DigestOutcome understood(ScsiOutcome outcome, ByteBuffer into) {
    return switch (outcome) {
      case ScsiOutcome.Failure failure -> new DigestOutcome.Later(failure.message());
      case ScsiOutcome.Response response when response.good() ->
          switch (DigestAnswer.decode(into.slice(0, response.dataInLength()))) {
            case Decoded.Valid<DigestAnswer>(DigestAnswer answer) -> new DigestOutcome.Told(answer);
            case Decoded.Malformed<DigestAnswer> malformed ->
                new DigestOutcome.Impossible("the remote's digests: " + malformed.message());
          };
      case ScsiOutcome.Response response ->
          response.status() == ScsiStatus.CHECK_CONDITION
              ? new DigestOutcome.Impossible("READ DIGESTS: " + response.describe())
              : new DigestOutcome.Later("READ DIGESTS: " + response.describe());
    };
  }
}

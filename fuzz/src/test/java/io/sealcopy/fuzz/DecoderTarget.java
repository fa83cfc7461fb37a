package io.sealcopy.fuzz;

import io.sealcopy.protocol.activity.ActivityHeader;
import io.sealcopy.protocol.iscsi.Ahs;
import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.pdu.DecodedPdu;
import io.sealcopy.protocol.iscsi.pdu.MalformedPdu;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.ring.RingSuperblock;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.DigestAnswer;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.VendorCdb;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The decoders of bytes from outside: the first byte picks one. None throws. */
final class DecoderTarget {
  private DecoderTarget() {}

  static void run(byte[] bytes) {
    Input input = new Input(bytes);
    int which = input.u8();
    byte[] rest = input.rest();
    ByteBuffer buffer = ByteBuffer.wrap(rest);
    switch (which % 12) {
      case 0 -> BindCopy.decode(buffer);
      case 1 -> OpenNexus.decode(buffer);
      case 2 -> CopyStatus.decode(buffer);
      case 3 -> TableAnswer.decode(buffer);
      case 4 -> VendorCdb.decode(buffer);
      case 5 -> KeyRecordCodec.decode(rest);
      case 6 -> RecordHeader.decode(exactly(rest, RecordHeader.LENGTH), 0);
      case 7 -> RingSuperblock.decode(exactly(rest, 4096), 0);
      case 8 -> ActivityHeader.decode(exactly(rest, 4096), 0);
      case 9 -> Ahs.parse(buffer);
      case 11 -> DigestAnswer.decode(buffer);
      default -> pdu(exactly(rest, Bhs.LENGTH));
    }
  }

  private static ByteBuffer exactly(byte[] bytes, int length) {
    return ByteBuffer.wrap(Arrays.copyOf(bytes, length));
  }

  /** What was understood can be written, and is understood as the same again. */
  private static void pdu(ByteBuffer header) {
    DecodedPdu decoded = Pdu.decode(header);
    switch (decoded) {
      case MalformedPdu _ -> {}
      case Pdu pdu -> {
        ByteBuffer again = ByteBuffer.allocate(Bhs.LENGTH);
        pdu.encode(again);
        DecodedPdu second = Pdu.decode(again.flip());
        if (!second.equals(pdu)) {
          throw new AssertionError(pdu + " came back as " + second);
        }
      }
    }
  }
}

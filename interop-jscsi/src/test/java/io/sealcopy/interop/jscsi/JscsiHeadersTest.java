package io.sealcopy.interop.jscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutResponse;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.protocol.iscsi.pdu.TextResponse;
import io.sealcopy.protocol.scsi.BlockCdbs;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.jscsi.parser.ProtocolDataUnit;
import org.jscsi.parser.ProtocolDataUnitFactory;
import org.jscsi.parser.data.DataInParser;
import org.jscsi.parser.data.DataOutParser;
import org.jscsi.parser.login.LoginRequestParser;
import org.jscsi.parser.r2t.Ready2TransferParser;
import org.jscsi.parser.scsi.SCSICommandParser;
import org.jscsi.parser.scsi.SCSIResponseParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our headers in jSCSI's parser and back, where that is sound: no AHS, no digests, no ISID, and no
 * task management request, whose tags it takes for reserved fields.
 */
class JscsiHeadersTest {
  private static final int TAG = 0x11223344;
  private static final long LUN = 0x0005_0000_0000_0000L;

  static List<Pdu> headers() {
    return List.of(
        new NopOut(true, LUN, TAG, Pdu.RESERVED_TAG, 2, 3, 0),
        new ScsiCommand(
            false, true, true, false, 1, LUN, TAG, 4096, 7, 8, BlockCdbs.read16(9, 8), 0, 0),
        new TextRequest(true, true, false, 0, TAG, Pdu.RESERVED_TAG, 4, 5, 0),
        new DataOut(true, LUN, TAG, 0x55, 3, 2, 8192, 0),
        new LogoutRequest(true, 0, TAG, 0, 3, 4, 0),
        new NopIn(0, TAG, Pdu.RESERVED_TAG, 4, 5, 6, 0),
        new ScsiResponse(false, false, false, true, 0, 2, TAG, 0, 5, 6, 7, 0, 0, 512, 0),
        new TaskManagementResponse(0, TAG, 4, 5, 6, 0),
        new TextResponse(true, false, 0, TAG, Pdu.RESERVED_TAG, 4, 5, 6, 0),
        new DataIn(
            true, false, false, false, true, 0, 0, TAG, Pdu.RESERVED_TAG, 4, 5, 6, 1, 8192, 0, 0),
        new LogoutResponse(0, TAG, 4, 5, 6, 2, 20, 0),
        new R2t(LUN, TAG, 0x77, 4, 5, 6, 1, 8192, 65536, 0));
  }

  private static ByteBuffer encode(Pdu pdu) {
    ByteBuffer bhs = ByteBuffer.allocate(Bhs.LENGTH);
    pdu.encode(bhs);
    return bhs.flip();
  }

  private static ProtocolDataUnit parse(Pdu pdu) throws Exception {
    ProtocolDataUnit parsed = new ProtocolDataUnitFactory().create("None", "None");
    parsed.deserialize(encode(pdu));
    return parsed;
  }

  private static <T> T parser(Pdu pdu, Class<T> type) throws Exception {
    return type.cast(parse(pdu).getBasicHeaderSegment().getParser());
  }

  @ParameterizedTest
  @MethodSource("headers")
  void whatJscsiReadsItWritesAsWeDo(Pdu pdu) throws Exception {
    ByteBuffer written = parse(pdu).serialize();
    byte[] bhs = new byte[Bhs.LENGTH];
    written.get(0, bhs);
    assertThat(HexFormat.of().formatHex(bhs))
        .isEqualTo(HexFormat.of().formatHex(encode(pdu).array()));
    assertThat(Pdu.decode(ByteBuffer.wrap(bhs))).isEqualTo(pdu);
  }

  @Test
  void fieldsMeanTheSame() throws Exception {
    SCSICommandParser command =
        parser(
            new ScsiCommand(
                false, true, true, false, 1, LUN, TAG, 4096, 7, 8, BlockCdbs.read16(9, 8), 0, 0),
            SCSICommandParser.class);
    assertThat(command.isReadExpectedFlag()).isTrue();
    assertThat(command.isWriteExpectedFlag()).isFalse();
    assertThat(command.getExpectedDataTransferLength()).isEqualTo(4096);
    assertThat(command.getCommandSequenceNumber()).isEqualTo(7);
    assertThat(command.getExpectedStatusSequenceNumber()).isEqualTo(8);
    assertThat(command.getLogicalUnitNumber()).isEqualTo(LUN);
    SCSIResponseParser response =
        parser(
            new ScsiResponse(false, false, false, true, 0, 2, TAG, 0, 5, 6, 7, 0, 0, 512, 0),
            SCSIResponseParser.class);
    assertThat(response.getStatus().name()).isEqualTo("CHECK_CONDITION");
    assertThat(response.isResidualUnderflow()).isTrue();
    assertThat(response.isResidualOverflow()).isFalse();
    assertThat(response.getResidualCount()).isEqualTo(512);
    assertThat(response.getMaximumCommandSequenceNumber()).isEqualTo(7);
    DataInParser in =
        parser(
            new DataIn(true, false, false, false, true, 0, 0, TAG, -1, 4, 5, 6, 1, 8192, 0, 0),
            DataInParser.class);
    assertThat(in.isStatusFlag()).isTrue();
    assertThat(in.getBufferOffset()).isEqualTo(8192);
    assertThat(in.getDataSequenceNumber()).isEqualTo(1);
    DataOutParser out =
        parser(new DataOut(true, LUN, TAG, 0x55, 3, 2, 8192, 0), DataOutParser.class);
    assertThat(out.getTargetTransferTag()).isEqualTo(0x55);
    assertThat(out.getDataSequenceNumber()).isEqualTo(2);
    assertThat(out.getBufferOffset()).isEqualTo(8192);
    Ready2TransferParser r2t =
        parser(new R2t(LUN, TAG, 0x77, 4, 5, 6, 1, 8192, 65536, 0), Ready2TransferParser.class);
    assertThat(r2t.getDesiredDataTransferLength()).isEqualTo(65536);
    assertThat(r2t.getReady2TransferSequenceNumber()).isEqualTo(1);
    LoginRequestParser login =
        parser(
            new LoginRequest(
                true, false, 1, 3, 0, 0, Isid.random(0xabcdef, 0x1234), 0, TAG, 5, 6, 7, 0),
            LoginRequestParser.class);
    assertThat(login.getCurrentStageNumber().value()).isEqualTo((byte) 1);
    assertThat(login.getNextStageNumber().value()).isEqualTo((byte) 3);
    assertThat(login.getConnectionID()).isEqualTo(5);
    assertThat(login.getCommandSequenceNumber()).isEqualTo(6);
  }
}

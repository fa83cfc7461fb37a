package io.sealcopy.target.scsi.page;

import io.sealcopy.protocol.scsi.OperationCode;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.copy.CopyLimits;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Third-party copy, SPC-4 §7.8.17: what EXTENDED COPY can do here. */
public record ThirdPartyCopy() implements VpdPage {
  private static final int SUPPORTED_COMMANDS = 0x0001;
  private static final int PARAMETER_DATA = 0x0004;
  private static final int SUPPORTED_DESCRIPTORS = 0x0008;
  private static final int SUPPORTED_CSCD_IDS = 0x000c;
  private static final int GENERAL_COPY_OPERATIONS = 0x8001;

  private static final int[] OPERATION_CODES = {
    OperationCode.EXTENDED_COPY, OperationCode.RECEIVE_COPY_RESULTS
  };

  @Override
  public int code() {
    return 0x8f;
  }

  @Override
  public byte[] body(CommandContext context) {
    ByteBuffer page = ByteBuffer.allocate(256);
    put(page, SUPPORTED_COMMANDS, listed(commands(context)));
    ByteBuffer parameters = ByteBuffer.allocate(28).putInt(0);
    parameters.putShort((short) CopyLimits.CSCD_DESCRIPTORS);
    parameters.putShort((short) CopyLimits.SEGMENT_DESCRIPTORS);
    parameters.putInt(CopyLimits.DESCRIPTOR_LISTS);
    put(page, PARAMETER_DATA, parameters.array());
    put(page, SUPPORTED_DESCRIPTORS, listed(new byte[] {0x02, (byte) 0xe4}));
    // FFFFh, the unit itself, behind a length of two bytes.
    put(page, SUPPORTED_CSCD_IDS, new byte[] {0, 2, (byte) 0xff, (byte) 0xff});
    ByteBuffer general = ByteBuffer.allocate(32);
    general.putInt(CopyLimits.CONCURRENT).putInt(CopyLimits.CONCURRENT);
    general.putInt(CopyLimits.SEGMENT_BYTES).put((byte) CopyLimits.GRANULARITY);
    put(page, GENERAL_COPY_OPERATIONS, general.array());
    return Arrays.copyOf(page.array(), page.position());
  }

  /** Operation code, number of service actions, service actions; for both operation codes. */
  private static byte[] commands(CommandContext context) {
    ByteBuffer list = ByteBuffer.allocate(72);
    for (int code : OPERATION_CODES) {
      int[] actions =
          context.table().rows().stream()
              .filter(row -> row.operationCode() == code)
              .mapToInt(CommandSpec::serviceAction)
              .sorted()
              .toArray();
      list.put((byte) code).put((byte) actions.length);
      for (int action : actions) {
        list.put((byte) action);
      }
    }
    return Arrays.copyOf(list.array(), list.position());
  }

  /** A list behind its length of one byte. */
  private static byte[] listed(byte[] list) {
    return ByteBuffer.allocate(1 + list.length).put((byte) list.length).put(list).array();
  }

  private static void put(ByteBuffer page, int type, byte[] data) {
    int padded = data.length + 3 & ~3;
    page.putShort((short) type).putShort((short) padded).put(data);
    page.position(page.position() + padded - data.length);
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.target.scsi.CommandBody;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.copy.CopyLimits;
import io.sealcopy.target.scsi.copy.CopyProgress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RECEIVE COPY RESULTS, SPC-4 §6.17 to §6.21: RECEIVE COPY STATUS, DATA and FAILURE DETAILS (LID1)
 * and OPERATING PARAMETERS.
 */
public final class ReceiveCopy {
  private static final int STATUS = 0x00;
  private static final int DATA = 0x01;
  private static final int OPERATING_PARAMETERS = 0x03;
  private static final int FAILURE_DETAILS = 0x04;

  private static final String OF_A_LIST = "84 1f ff 00000000000000 ffffffff 00 00";
  private static final String OF_THE_MANAGER = "84 1f 00 00000000000000 ffffffff 00 00";

  /** SNLID: a copy need not have a list identifier. */
  private static final int SUPPORTS_NO_LIST_IDENTIFIER = 0x01;

  /** Segment and CSCD descriptor types, in ascending order. */
  private static final byte[] DESCRIPTOR_TYPES = {0x02, (byte) 0xe4};

  public static final List<CommandSpec> SPECS =
      List.of(
          row("RECEIVE COPY STATUS(LID1)", STATUS, OF_A_LIST, ReceiveCopy::status),
          row("RECEIVE COPY DATA(LID1)", DATA, OF_A_LIST, ReceiveCopy::data),
          row(
              "RECEIVE COPY OPERATING PARAMETERS",
              OPERATING_PARAMETERS,
              OF_THE_MANAGER,
              ReceiveCopy::operatingParameters),
          row(
              "RECEIVE COPY FAILURE DETAILS(LID1)",
              FAILURE_DETAILS,
              OF_A_LIST,
              ReceiveCopy::failureDetails));

  private ReceiveCopy() {}

  private static CommandSpec row(
      String name, int serviceAction, String usage, CommandBody.Execute body) {
    return command("receive_copy", name, usage)
        .serviceAction(serviceAction)
        .reservation(ReservationRule.READS)
        .executes(body);
  }

  private static @Nullable CopyProgress held(CommandContext context) {
    return context.unit().copies().held(context.session(), context.cdb().u8(2));
  }

  private static Outcome status(CommandContext context) {
    CopyProgress progress = held(context);
    if (progress == null) {
      return SenseMapper.invalidFieldInCdb(2);
    }
    int status =
        switch (progress.status()) {
          case IN_PROGRESS -> 0x00;
          case COMPLETED -> 0x01;
          case FAILED -> 0x02;
        };
    // SPC-4 table 273: units of 2^(10 n) bytes, the finest whose count fits.
    int unit = 0;
    long count = progress.bytes();
    for (; count >>> 32 != 0; unit++) {
      count >>>= 10;
    }
    ByteBuffer bytes = ByteBuffer.allocate(12).putInt(8);
    bytes.put((byte) status).putShort((short) progress.segments()).put((byte) unit);
    return answer(context, bytes.putInt((int) count));
  }

  /** No segment descriptor we know holds data. */
  private static Outcome data(CommandContext context) {
    return held(context) == null
        ? SenseMapper.invalidFieldInCdb(2)
        : answer(context, ByteBuffer.allocate(4).putInt(0));
  }

  private static Outcome failureDetails(CommandContext context) {
    CopyProgress progress = held(context);
    if (progress == null) {
      return SenseMapper.invalidFieldInCdb(2);
    }
    SenseData sense = progress.sense();
    if (sense == null) {
      return answer(context, ByteBuffer.allocate(4).putInt(0));
    }
    ByteBuffer bytes = ByteBuffer.allocate(60 + SenseData.FIXED_LENGTH);
    bytes.putInt(0, bytes.capacity() - 4).put(56, (byte) ScsiStatus.CHECK_CONDITION.code());
    bytes.putShort(58, (short) SenseData.FIXED_LENGTH).position(60);
    sense.encodeFixed(bytes);
    return answer(context, bytes);
  }

  private static Outcome operatingParameters(CommandContext context) {
    ByteBuffer bytes = ByteBuffer.allocate(44 + DESCRIPTOR_TYPES.length);
    bytes.putInt(bytes.capacity() - 4).putInt(SUPPORTS_NO_LIST_IDENTIFIER << 24);
    bytes.putShort((short) CopyLimits.CSCD_DESCRIPTORS);
    bytes.putShort((short) CopyLimits.SEGMENT_DESCRIPTORS);
    bytes.putInt(CopyLimits.DESCRIPTOR_LISTS).putInt(CopyLimits.SEGMENT_BYTES);
    // No inline data, no held data, no stream devices.
    bytes.putInt(0).putInt(0).putInt(0).putShort((short) 0);
    bytes.putShort((short) CopyLimits.CONCURRENT).put((byte) CopyLimits.CONCURRENT);
    bytes.put((byte) CopyLimits.GRANULARITY).put((byte) 0).put((byte) 0);
    bytes.put(43, (byte) DESCRIPTOR_TYPES.length).position(44);
    return answer(context, bytes.put(DESCRIPTOR_TYPES));
  }

  private static Outcome answer(CommandContext context, ByteBuffer bytes) {
    return ParameterData.upTo(context.cdb().u32(10), bytes.clear());
  }
}

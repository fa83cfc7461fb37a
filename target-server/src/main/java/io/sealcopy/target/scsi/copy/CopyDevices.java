package io.sealcopy.target.scsi.copy;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.OperationCode;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.page.DeviceIdentification;
import java.util.List;

/** Finds the units that descriptor IDs mean: among those that the asking nexus reaches. */
final class CopyDevices {
  /** The unit that the command was sent to. SPC-4 table 119. */
  static final int THIS_UNIT = 0xffff;

  /** A unit, or why there is none. */
  sealed interface Found {
    /** The unit is there. */
    record End(CopyEnd end) implements Found {}

    /** It is not, or not as its descriptor says. */
    record Not(AdditionalSense why) implements Found {}
  }

  private final CommandContext context;
  private final List<CscdDescriptor> devices;
  private final CommandSpec read;
  private final CommandSpec write;

  CopyDevices(CommandContext context, List<CscdDescriptor> devices) {
    this.context = context;
    this.devices = devices;
    this.read = row(context, OperationCode.READ_16);
    this.write = row(context, OperationCode.WRITE_16);
  }

  private static CommandSpec row(CommandContext context, int operationCode) {
    CommandSpec row = context.table().find(Cdb.of((byte) operationCode));
    if (row == null) {
      throw new IllegalStateException("a target that copies must read and write");
    }
    return row;
  }

  Found source(int id) {
    return find(id, read);
  }

  Found destination(int id) {
    return find(id, write);
  }

  private Found find(int id, CommandSpec access) {
    if (id == THIS_UNIT) {
      return new Found.End(end(context.nexus(), false, access));
    }
    if (id >= devices.size() || devices.get(id).nul()) {
      return new Found.Not(AdditionalSense.UNREACHABLE_COPY_TARGET);
    }
    CscdDescriptor device = devices.get(id);
    if (device.deviceType() != 0) {
      return new Found.Not(AdditionalSense.INCORRECT_COPY_TARGET_DEVICE_TYPE);
    }
    for (LunNexus each : context.session().units().values()) {
      if (names(device, each)) {
        CopyEnd end = end(each, device.pad(), access);
        return end.blockLength() == device.blockLength()
            ? new Found.End(end)
            : new Found.Not(AdditionalSense.INVALID_OPERATION_FOR_COPY_SOURCE_OR_DESTINATION);
      }
    }
    return new Found.Not(AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE);
  }

  private static boolean names(CscdDescriptor device, LunNexus unit) {
    return device.association() == 0
        && DeviceIdentification.names(
            unit.unit().identity(), device.codeSet(), device.designatorType(), device.designator());
  }

  private static CopyEnd end(LunNexus where, boolean pad, CommandSpec access) {
    return new CopyEnd(where, where.volume(), pad, access);
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.OperationCode;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.ModeParameters;
import io.sealcopy.target.scsi.Modes;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.page.ModePage;
import io.sealcopy.target.scsi.page.ModePages;
import java.nio.ByteBuffer;
import java.util.List;

/** MODE SENSE (6) and (10), SPC-4 §6.11 and §6.12. */
public final class ModeSense {
  private static final int DISABLE_BLOCK_DESCRIPTORS = 0x08;
  private static final int LONG_LBA_ACCEPTED = 0x10;
  private static final int CURRENT = 0;
  private static final int CHANGEABLE = 1;
  private static final int DEFAULT = 2;
  private static final int PARAMETERS_SAVEABLE = 0x80;
  private static final int ALL_SUBPAGES = 0xff;
  private static final int WRITE_PROTECTED = 0x80;
  private static final int DPO_AND_FUA_SUPPORTED = 0x10;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("mode_sense", "MODE SENSE(6)", "1a 08 ff ff ff 00")
              .effect(Effect.NONE)
              .reservation(ReservationRule.READS)
              .executes(ModeSense::execute),
          command("mode_sense", "MODE SENSE(10)", "5a 18 ff ff 000000 ffff 00")
              .effect(Effect.NONE)
              .reservation(ReservationRule.READS)
              .executes(ModeSense::execute));

  private ModeSense() {}

  private static Outcome execute(CommandContext context) {
    Cdb cdb = context.cdb();
    int control = cdb.u8(2) >> 6;
    int page = cdb.u8(2) & 0x3f;
    int subpage = cdb.u8(3);
    LogicalUnit unit = context.unit();
    if (control > DEFAULT && !unit.modes().saveable()) {
      return SenseMapper.illegalRequest(AdditionalSense.SAVING_PARAMETERS_NOT_SUPPORTED);
    }
    if (subpage != 0 && subpage != ALL_SUBPAGES) {
      return SenseMapper.invalidFieldInCdb(3);
    }
    List<ModePage> pages = ModePages.find(page);
    if (pages.isEmpty()) {
      return SenseMapper.invalidFieldInCdb(2);
    }
    boolean six = cdb.operationCode() == OperationCode.MODE_SENSE_6;
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    bytes.position(six ? 4 : 8);
    int descriptor =
        cdb.bit(1, DISABLE_BLOCK_DESCRIPTORS) ? 0 : putBlockDescriptor(context, six, bytes);
    boolean hasCache = unit.hasCacheFor(context.session());
    ModeParameters parameters = parameters(unit.modes(), control);
    for (ModePage each : pages) {
      byte[] body = each.body(parameters, hasCache);
      if (control == CHANGEABLE) {
        body = each.changeable(body.length, hasCache);
      }
      boolean saveable = each.saveable() && unit.modes().saveable();
      bytes.put((byte) (each.code() | (saveable ? PARAMETERS_SAVEABLE : 0)));
      bytes.put((byte) body.length).put(body);
    }
    putHeader(context, six, bytes, descriptor);
    return ParameterData.upTo(six ? cdb.u8(4) : cdb.u16(7), bytes.flip());
  }

  private static ModeParameters parameters(Modes modes, int control) {
    return switch (control) {
      case CURRENT, CHANGEABLE -> modes.current();
      case DEFAULT -> ModeParameters.DEFAULT;
      default -> modes.saved();
    };
  }

  private static void putHeader(
      CommandContext context, boolean six, ByteBuffer bytes, int descriptor) {
    boolean protect = context.unit().writeProtection(context.volume()) != null;
    byte specific = (byte) ((protect ? WRITE_PROTECTED : 0) | DPO_AND_FUA_SUPPORTED);
    int length = bytes.position();
    if (six) {
      bytes.put(0, (byte) (length - 1)).put(2, specific).put(3, (byte) descriptor);
    } else {
      bytes.putShort(0, (short) (length - 2)).put(3, specific);
      bytes.put(4, (byte) (descriptor == 16 ? 1 : 0)).putShort(6, (short) descriptor);
    }
  }

  /** SBC-3 §6.4.2: short, or long when the initiator takes long addresses. */
  private static int putBlockDescriptor(CommandContext context, boolean six, ByteBuffer bytes) {
    VolumeGeometry geometry = context.volume().geometry();
    if (!six && context.cdb().bit(1, LONG_LBA_ACCEPTED)) {
      bytes.putLong(geometry.blockCount()).putInt(0).putInt(geometry.blockLength());
      return 16;
    }
    bytes.putInt((int) Math.min(geometry.blockCount(), 0xffff_ffffL));
    bytes.putInt(geometry.blockLength());
    return 8;
  }
}

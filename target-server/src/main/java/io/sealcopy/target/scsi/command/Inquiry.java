package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.UnitAttentionRule;
import io.sealcopy.target.scsi.UnitIdentity;
import io.sealcopy.target.scsi.page.VpdPage;
import io.sealcopy.target.scsi.page.VpdPages;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** INQUIRY, SPC-4 §6.6: standard data and vital product data pages. */
public final class Inquiry {
  private static final int EVPD = 0x01;
  private static final int STANDARD_LENGTH = 96;

  /** Peripheral qualifier 011b, device type 1Fh: no unit can be here. */
  private static final int NO_UNIT = 0x7f;

  private static final int RMB = 0x80;
  private static final int SPC_4 = 0x06;
  private static final int HISUP_AND_FORMAT_2 = 0x12;

  /** TPGS 01b: implicit asymmetric access, so that REPORT TARGET PORT GROUPS is asked. */
  private static final int IMPLICIT_ALUA = 0x10;

  /** 3PC: EXTENDED COPY. */
  private static final int THIRD_PARTY_COPY = 0x08;

  private static final int MULTIP = 0x10;
  private static final int CMDQUE = 0x02;

  /** SAM-5, iSCSI, SPC-4, SBC-3, "no version claimed". SPC-4 §6.6.2 table 142. */
  private static final int[] VERSION_DESCRIPTORS = {0x00a0, 0x0960, 0x0460, 0x04c0};

  public static final List<CommandSpec> SPECS =
      List.of(
          command("inquiry", "INQUIRY", "12 01 ff ffff 00")
              .reservation(ReservationRule.ALWAYS)
              .unitAttention(UnitAttentionRule.KEPT)
              .answersAnyLun()
              .answersWhileSanitizing()
              .executes(Inquiry::execute));

  private Inquiry() {}

  private static Outcome execute(CommandContext context) {
    Cdb cdb = context.cdb();
    LunNexus nexus = context.nexusIfAny();
    int page = cdb.u8(2);
    if (!cdb.bit(1, EVPD)) {
      return page != 0
          ? SenseMapper.invalidFieldInCdb(2)
          : ParameterData.upTo(cdb.u16(3), standard(nexus));
    }
    VpdPage known = VpdPages.find(page);
    if (nexus == null || known == null) {
      return SenseMapper.invalidFieldInCdb(2);
    }
    byte[] body = known.body(context);
    ByteBuffer bytes = ByteBuffer.allocate(4 + body.length);
    bytes.put((byte) 0).put((byte) page).putShort((short) body.length).put(body);
    return ParameterData.upTo(cdb.u16(3), bytes.flip());
  }

  private static ByteBuffer standard(@Nullable LunNexus nexus) {
    ByteBuffer bytes = ByteBuffer.allocate(STANDARD_LENGTH);
    boolean removable = nexus != null && nexus.unit().identity().removable();
    bytes.put((byte) (nexus == null ? NO_UNIT : 0)).put((byte) (removable ? RMB : 0));
    bytes.put((byte) SPC_4).put((byte) HISUP_AND_FORMAT_2).put((byte) (STANDARD_LENGTH - 5));
    bytes.put((byte) (nexus == null ? 0 : IMPLICIT_ALUA | THIRD_PARTY_COPY));
    bytes.put((byte) MULTIP).put((byte) CMDQUE);
    ParameterData.putAscii(bytes, UnitIdentity.VENDOR, 8);
    ParameterData.putAscii(bytes, nexus == null ? "" : nexus.unit().identity().product(), 16);
    ParameterData.putAscii(bytes, nexus == null ? "" : nexus.unit().identity().revision(), 4);
    bytes.position(58);
    for (int descriptor : VERSION_DESCRIPTORS) {
      bytes.putShort((short) descriptor);
    }
    return bytes.clear();
  }
}

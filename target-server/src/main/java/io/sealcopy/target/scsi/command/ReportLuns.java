package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.UnitAttentionRule;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** REPORT LUNS, SPC-4 §6.33. */
public final class ReportLuns {
  private static final int ADDRESSING_ONLY = 0;
  private static final int WELL_KNOWN_ONLY = 1;
  private static final int ALL = 2;

  /** SPC-4 §6.33.1: room for the header and one unit is asked for at least. */
  private static final int MINIMUM_ALLOCATION = 16;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("report_luns", "REPORT LUNS", "a0 00 ff 000000 ffffffff 00 00")
              .reservation(ReservationRule.ALWAYS)
              .unitAttention(UnitAttentionRule.KEPT)
              .answersAnyLun()
              .answersWhileSanitizing()
              .executes(ReportLuns::execute));

  private ReportLuns() {}

  private static Outcome execute(CommandContext context) {
    Cdb cdb = context.cdb();
    if (cdb.u32(6) < MINIMUM_ALLOCATION) {
      return SenseMapper.invalidFieldInCdb(6);
    }
    Map<Integer, LunNexus> units = new TreeMap<>(context.session().units());
    switch (cdb.u8(2)) {
      case ADDRESSING_ONLY, ALL -> {}
      // There is no well known logical unit.
      case WELL_KNOWN_ONLY -> units = Map.of();
      default -> {
        return SenseMapper.invalidFieldInCdb(2);
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(8 + 8 * units.size());
    bytes.putInt(8 * units.size()).putInt(0);
    units.keySet().forEach(number -> bytes.putLong(Lun.of(number)));
    // SPC-4 §6.33.1: asking is what clears the condition, on every unit.
    context
        .session()
        .units()
        .values()
        .forEach(each -> each.clear(AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED));
    return ParameterData.upTo(cdb.u32(6), bytes.flip());
  }
}

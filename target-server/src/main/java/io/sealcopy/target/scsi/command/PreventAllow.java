package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Medium;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import java.util.List;

/**
 * PREVENT ALLOW MEDIUM REMOVAL, SPC-4 §6.14; exists on removable units only. Each nexus forbids for
 * itself, until it allows, is lost, or the unit is reset.
 */
public final class PreventAllow {
  private static final int ALLOW = 0;
  private static final int PREVENT = 1;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("prevent_allow", "PREVENT ALLOW MEDIUM REMOVAL", "1e 00 0000 03 00")
              .visibility(nexus -> nexus.unit().identity().removable())
              .executes(PreventAllow::execute));

  private PreventAllow() {}

  private static Outcome execute(CommandContext context) {
    Medium medium = context.unit().medium();
    switch (context.cdb().u8(4) & 0x03) {
      case ALLOW -> medium.allow(context.session());
      case PREVENT -> medium.prevent(context.session());
      // 10b and 11b are for media changers, and obsolete.
      default -> {
        return SenseMapper.invalidFieldInCdb(4);
      }
    }
    return Outcome.GOOD;
  }
}

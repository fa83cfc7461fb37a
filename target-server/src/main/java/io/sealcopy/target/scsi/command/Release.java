package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ReservationRule;
import java.util.List;

/** RELEASE (6) and (10) of SPC-2 §7.17: without effect when this nexus holds nothing. */
public final class Release {
  public static final List<CommandSpec> SPECS =
      List.of(
          command("release", "RELEASE(6)", "17 00 00 0000 00")
              .reservation(ReservationRule.ITSELF)
              .executes(Release::execute),
          command("release", "RELEASE(10)", "57 00 0000000000 0000 00")
              .reservation(ReservationRule.ITSELF)
              .executes(Release::execute));

  private Release() {}

  private static Outcome execute(CommandContext context) {
    context.unit().reservations().releaseLegacy(context.session().id());
    return Outcome.GOOD;
  }
}

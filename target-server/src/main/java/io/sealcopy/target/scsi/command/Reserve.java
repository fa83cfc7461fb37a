package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ReservationRule;
import java.util.List;

/** RESERVE (6) and (10) of SPC-2 §7.21: the whole unit, for this nexus; no third party. */
public final class Reserve {
  public static final List<CommandSpec> SPECS =
      List.of(
          command("reserve", "RESERVE(6)", "16 00 00 0000 00")
              .reservation(ReservationRule.ITSELF)
              .executes(Reserve::execute),
          command("reserve", "RESERVE(10)", "56 00 0000000000 0000 00")
              .reservation(ReservationRule.ITSELF)
              .executes(Reserve::execute));

  private Reserve() {}

  private static Outcome execute(CommandContext context) {
    return context.unit().reservations().reserveLegacy(context.session().id())
        ? Outcome.GOOD
        : Outcome.RESERVATION_CONFLICT;
  }
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Outcome;
import java.util.List;

/** TEST UNIT READY, SPC-4 §6.47: the prologue is the whole test. */
public final class TestUnitReady {
  public static final List<CommandSpec> SPECS =
      List.of(
          command("test_unit_ready", "TEST UNIT READY", "00 00 000000 00")
              .needsReady()
              .executes(_ -> Outcome.GOOD));

  private TestUnitReady() {}
}

package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.unit.SanitizeState;
import io.sealcopy.protocol.unit.SanitizeState.Method;
import io.sealcopy.target.scsi.CommandBody;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.Visibility;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * SANITIZE, SBC-3 §5.24; exists for a nexus that meets the unit's own volume, so not on a sealed
 * copy, and not on a volume that is configured read-only. A volume has no media key of its own to
 * forget: CRYPTOGRAPHIC ERASE does what BLOCK ERASE does, overwrite and deallocate, which leaves
 * less than it has to.
 */
public final class Sanitize {
  private static final int IMMEDIATE = 0x80;
  private static final int UNRESTRICTED_EXIT = 0x20;
  private static final int EXIT_FAILURE_MODE = 0x1f;

  private static final int HEADER = 4;
  private static final int INVERT = 0x80;
  private static final int TEST = 0x60;
  private static final int COUNT = 0x1f;

  private static final Visibility SANITIZABLE = nexus -> nexus.unit().sanitizableBy(nexus.nexus());

  /** To erase is to give the blocks back; elsewhere there is OVERWRITE. */
  private static final Visibility SANITIZABLE_AND_THIN =
      nexus -> SANITIZABLE.visibleTo(nexus) && nexus.unit().volume().traits().thin();

  public static final List<CommandSpec> SPECS =
      List.of(
          command("sanitize", "SANITIZE OVERWRITE", "48 bf 0000000000 ffff 00")
              .serviceAction(Method.OVERWRITE.serviceAction())
              .effect(Effect.REPEATS)
              .dataOut((cdb, _) -> cdb.u16(7))
              .visibility(SANITIZABLE)
              .executes(Sanitize::overwrite),
          erase("SANITIZE BLOCK ERASE", Method.BLOCK_ERASE, SANITIZABLE_AND_THIN),
          erase("SANITIZE CRYPTOGRAPHIC ERASE", Method.CRYPTOGRAPHIC_ERASE, SANITIZABLE_AND_THIN),
          command("sanitize", "SANITIZE EXIT FAILURE MODE", "48 bf 0000000000 0000 00")
              .serviceAction(EXIT_FAILURE_MODE)
              .reservation(ReservationRule.CHANGES)
              .visibility(SANITIZABLE)
              .executes(Sanitize::exitFailureMode));

  private Sanitize() {}

  private static CommandSpec erase(String name, Method method, Visibility visibility) {
    CommandBody.Execute body =
        context ->
            begin(context, SanitizeState.erase(method, context.cdb().bit(1, UNRESTRICTED_EXIT)));
    return command("sanitize", name, "48 bf 0000000000 0000 00")
        .serviceAction(method.serviceAction())
        .effect(Effect.DEALLOCATES)
        .visibility(visibility)
        .executes(body);
  }

  private static Outcome overwrite(CommandContext context) {
    Cdb cdb = context.cdb();
    int length = cdb.u16(7);
    ByteBuffer list = context.parameters();
    if (length <= HEADER || length > HEADER + context.blockLength() || list.remaining() < length) {
      return SenseMapper.invalidFieldInCdb(7);
    }
    int flags = list.get(0);
    int passes = flags & COUNT;
    if (passes == 0 || (flags & TEST) != 0) {
      return SenseMapper.invalidFieldInParameterList(0);
    }
    int patternLength = Short.toUnsignedInt(list.getShort(2));
    if (patternLength == 0 || patternLength > length - HEADER) {
      return SenseMapper.invalidFieldInParameterList(2);
    }
    byte[] pattern = new byte[patternLength];
    list.get(HEADER, pattern);
    return begin(
        context,
        new SanitizeState(
            false,
            Method.OVERWRITE,
            cdb.bit(1, UNRESTRICTED_EXIT),
            (flags & INVERT) != 0,
            passes,
            pattern));
  }

  private static Outcome begin(CommandContext context, SanitizeState asked) {
    if (asked.unrestrictedExit() && context.unit().sanitizer().restricted()) {
      // SBC-3 §4.11.1: the way out that the failed one did not leave open.
      return SenseMapper.invalidFieldInCdb(1);
    }
    return context.unit().sanitizer().begin(context, asked, context.cdb().bit(1, IMMEDIATE));
  }

  private static Outcome exitFailureMode(CommandContext context) {
    return context.unit().sanitizer().restricted()
        ? SenseMapper.invalidFieldInCdb(1)
        : context.unit().sanitizer().exitFailureMode(context);
  }
}

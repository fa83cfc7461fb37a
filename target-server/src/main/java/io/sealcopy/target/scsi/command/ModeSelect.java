package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.ModeParameters;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.page.ModePage;
import io.sealcopy.target.scsi.page.ModePages;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * MODE SELECT (6) and (10), SPC-4 §6.9 and §6.10. The whole list is checked before anything is
 * changed; a bit that differs and cannot be changed is an error that is pointed at.
 */
public final class ModeSelect {
  private static final int PAGE_FORMAT = 0x10;
  private static final int SAVE_PAGES = 0x01;
  private static final int LONG_LBA = 0x01;
  private static final int PARAMETERS_SAVEABLE = 0x80;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("mode_select", "MODE SELECT(6)", "15 11 0000 ff 00")
              .reservation(ReservationRule.CHANGES)
              .needsReady()
              .dataOut((cdb, _) -> cdb.u8(4))
              .executes(context -> execute(context, true)),
          command("mode_select", "MODE SELECT(10)", "55 11 0000000000 ffff 00")
              .reservation(ReservationRule.CHANGES)
              .needsReady()
              .dataOut((cdb, _) -> cdb.u16(7))
              .executes(context -> execute(context, false)));

  /** The list as far as it has been read: what it asks for, or what is wrong with it. */
  private sealed interface Parsed {
    record Sound(ModeParameters asked) implements Parsed {}

    record Wrong(Outcome outcome) implements Parsed {}
  }

  private ModeSelect() {}

  private static Outcome execute(CommandContext context, boolean six) {
    Cdb cdb = context.cdb();
    boolean save = cdb.bit(1, SAVE_PAGES);
    if (save && !context.unit().modes().saveable()) {
      return SenseMapper.invalidFieldInCdb(1);
    }
    ByteBuffer list = context.parameters();
    if (!list.hasRemaining()) {
      return Outcome.GOOD;
    }
    int header = six ? 4 : 8;
    if (list.remaining() < header) {
      return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    boolean longLba = !six && (list.get(4) & LONG_LBA) != 0;
    int descriptor = six ? list.get(3) & 0xff : list.getShort(6) & 0xffff;
    if (descriptor != 0 && descriptor != (longLba ? 16 : 8)) {
      return SenseMapper.invalidFieldInParameterList(six ? 3 : 6);
    }
    int pages = header + descriptor;
    if (list.remaining() < pages) {
      return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    if (descriptor != 0 && !sameShape(context, list, header, longLba)) {
      return SenseMapper.invalidFieldInParameterList(header);
    }
    if (list.remaining() > pages && !cdb.bit(1, PAGE_FORMAT)) {
      return SenseMapper.invalidFieldInCdb(1);
    }
    return switch (parse(context, list, pages)) {
      case Parsed.Wrong(Outcome outcome) -> outcome;
      case Parsed.Sound(ModeParameters asked) -> apply(context, asked, save);
    };
  }

  /** SBC-3 §6.4.2: zero, all ones or the present number of blocks; nothing can be reshaped. */
  private static boolean sameShape(
      CommandContext context, ByteBuffer list, int at, boolean longLba) {
    long present = context.volume().geometry().blockCount();
    long blocks = longLba ? list.getLong(at) : Integer.toUnsignedLong(list.getInt(at));
    long all = longLba ? -1L : 0xffff_ffffL;
    int length = longLba ? list.getInt(at + 12) : list.getInt(at + 4) & 0xff_ffff;
    return (blocks == 0 || blocks == all || blocks == present) && length == context.blockLength();
  }

  private static Parsed parse(CommandContext context, ByteBuffer list, int from) {
    boolean hasCache = context.unit().hasCacheFor(context.session());
    ModeParameters present = context.unit().modes().current();
    ModeParameters asked = present;
    for (int at = from; at < list.remaining(); ) {
      // PS is reserved here; hosts that send back what they were sent leave it set.
      List<ModePage> found = ModePages.find(list.get(at) & ~PARAMETERS_SAVEABLE & 0xff);
      if (found.size() != 1) {
        return new Parsed.Wrong(SenseMapper.invalidFieldInParameterList(at));
      }
      ModePage page = found.getFirst();
      byte[] now = page.body(present, hasCache);
      if (at + 1 < list.remaining() && (list.get(at + 1) & 0xff) != now.length) {
        return new Parsed.Wrong(SenseMapper.invalidFieldInParameterList(at + 1));
      }
      if (at + 2 + now.length > list.remaining()) {
        return new Parsed.Wrong(
            SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR));
      }
      byte[] body = new byte[now.length];
      list.get(at + 2, body);
      byte[] mask = page.changeable(now.length, hasCache);
      for (int i = 0; i < body.length; i++) {
        int wrong = (body[i] ^ now[i]) & ~mask[i] & 0xff;
        if (wrong != 0) {
          return new Parsed.Wrong(SenseMapper.invalidFieldInParameterList(at + 2 + i, wrong));
        }
      }
      asked = page.taken(body, hasCache, asked);
      at += 2 + now.length;
    }
    return new Parsed.Sound(asked);
  }

  private static Outcome apply(CommandContext context, ModeParameters asked, boolean save) {
    if (!save) {
      return change(context, asked);
    }
    context
        .unit()
        .modes()
        .save(
            asked,
            failure -> {
              Outcome outcome =
                  failure == null ? change(context, asked) : SenseMapper.internalTargetFailure();
              if (!(outcome instanceof Outcome.Later)) {
                context.complete(outcome);
              }
            });
    return Outcome.LATER;
  }

  private static Outcome change(CommandContext context, ModeParameters asked) {
    LogicalUnit unit = context.unit();
    ModeParameters before = unit.modes().current();
    unit.modes().change(asked);
    if (!asked.equals(before)) {
      unit.attention(AdditionalSense.MODE_PARAMETERS_CHANGED, nexus -> nexus != context.session());
    }
    boolean cacheOff = before.writeCache() && !asked.writeCache();
    boolean protect = !before.softwareWriteProtect() && asked.softwareWriteProtect();
    if (!cacheOff && !protect) {
      return Outcome.GOOD;
    }
    // What is in the cache must not wait for a flush that may never come, or may not write.
    context.volume().flush(context);
    return Outcome.LATER;
  }
}

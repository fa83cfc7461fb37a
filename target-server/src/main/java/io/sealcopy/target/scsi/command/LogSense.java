package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.page.LogPage;
import io.sealcopy.target.scsi.page.LogPages;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LOG SENSE, SPC-4 §6.8. Nothing is saved, and no value has a threshold of its own. */
public final class LogSense {
  private static final int SUBPAGE_FORMAT = 0x40;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("log_sense", "LOG SENSE", "4d 00 ff ff 00 ffff ffff 00")
              .executes(LogSense::execute));

  private LogSense() {}

  private static Outcome execute(CommandContext context) {
    Cdb cdb = context.cdb();
    int code = cdb.u8(2) & 0x3f;
    int subpage = cdb.u8(3);
    @Nullable LogPage page = LogPages.find(code, subpage);
    if (page == null) {
      return SenseMapper.invalidFieldInCdb(LogPages.knows(code) ? 3 : 2);
    }
    byte[] body = page.body(context, cdb.u16(5));
    if (cdb.u16(5) != 0 && body.length == 0) {
      // SPC-4 §6.8: no parameter has that code or a greater one.
      return SenseMapper.invalidFieldInCdb(5);
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 + body.length);
    bytes.put((byte) (code | (subpage == 0 ? 0 : SUBPAGE_FORMAT))).put((byte) subpage);
    bytes.putShort((short) body.length).put(body);
    return ParameterData.upTo(cdb.u16(7), bytes.flip());
  }
}

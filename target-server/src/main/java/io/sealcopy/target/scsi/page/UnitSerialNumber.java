package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;
import java.nio.charset.StandardCharsets;

/** Unit serial number, SPC-4 §7.8.15: the volume's id. */
public record UnitSerialNumber() implements VpdPage {
  @Override
  public int code() {
    return 0x80;
  }

  @Override
  public byte[] body(CommandContext context) {
    return context.unit().identity().serialNumber().getBytes(StandardCharsets.US_ASCII);
  }
}

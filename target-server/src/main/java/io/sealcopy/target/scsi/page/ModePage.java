package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** A mode page. SPC-4 §7.5. */
public sealed interface ModePage
    permits ReadWriteErrorRecovery, Caching, Control, InformationalExceptions {
  int code();

  /** What follows page code and length. */
  byte[] current(CommandContext context);

  /** Ones where MODE SELECT may change a bit. */
  default byte[] changeable(int length) {
    return new byte[length];
  }
}

package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.ModeParameters;

/** Read-write error recovery, SBC-3 §6.4.8: nothing is recovered here, errors are reported. */
public record ReadWriteErrorRecovery() implements ModePage {
  @Override
  public int code() {
    return 0x01;
  }

  @Override
  public byte[] body(ModeParameters parameters, boolean hasCache) {
    return new byte[10];
  }
}

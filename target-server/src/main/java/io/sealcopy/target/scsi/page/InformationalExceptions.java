package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.ModeParameters;

/** Informational exceptions control, SBC-3 §6.4.6: none are predicted. */
public record InformationalExceptions() implements ModePage {
  private static final int DISABLE_EXCEPTION_CONTROL = 0x08;

  @Override
  public int code() {
    return 0x1c;
  }

  @Override
  public byte[] body(ModeParameters parameters, boolean hasCache) {
    byte[] page = new byte[10];
    page[0] = DISABLE_EXCEPTION_CONTROL;
    return page;
  }
}

package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.ModeParameters;

/** A mode page. SPC-4 §7.5. */
public sealed interface ModePage
    permits ReadWriteErrorRecovery, Caching, Control, InformationalExceptions {
  int code();

  /**
   * What follows page code and length.
   *
   * @param hasCache whether the volume has a volatile cache at all
   */
  byte[] body(ModeParameters parameters, boolean hasCache);

  /** Ones where MODE SELECT may change a bit of {@link #body}. */
  default byte[] changeable(int length, boolean hasCache) {
    return new byte[length];
  }

  /** {@code before} with what the changeable bits of {@code body} ask for. */
  default ModeParameters taken(byte[] body, boolean hasCache, ModeParameters before) {
    return before;
  }

  /** Whether what it says can be saved (PS). */
  default boolean saveable() {
    return false;
  }
}

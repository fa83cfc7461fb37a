package io.sealcopy.target.scsi;

import java.util.UUID;

/**
 * What a unit says it is.
 *
 * @param product product identification, at most 16 ASCII characters
 * @param revision product revision level, at most 4 ASCII characters
 * @param id never changes; serial number and designators come from it
 * @param removable its medium can be ejected and loaded (RMB)
 */
public record UnitIdentity(String product, String revision, UUID id, boolean removable) {
  /** T10 vendor identification. */
  public static final String VENDOR = "SEALCOPY";

  public static final String ORDINARY_VOLUME = "VOLUME";
  public static final String REVISION = "0001";

  public UnitIdentity {
    if (product.length() > 16 || revision.length() > 4) {
      throw new IllegalArgumentException("product or revision too long: " + product + revision);
    }
  }

  public static UnitIdentity ofVolume(UUID id) {
    return new UnitIdentity(ORDINARY_VOLUME, REVISION, id, false);
  }

  /** The same, with a medium that can be ejected or not. */
  public UnitIdentity withRemovable(boolean now) {
    return new UnitIdentity(product, revision, id, now);
  }

  /** 32 hexadecimal digits. */
  public String serialNumber() {
    return id.toString().replace("-", "");
  }
}

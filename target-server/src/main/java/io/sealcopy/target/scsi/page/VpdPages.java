package io.sealcopy.target.scsi.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The vital product data pages there are. */
public final class VpdPages {
  /** In ascending order, as page 00h lists them. */
  static final List<VpdPage> ALL =
      List.of(
          new SupportedPages(),
          new UnitSerialNumber(),
          new DeviceIdentification(),
          new ExtendedInquiry(),
          new ModePagePolicy(),
          new ScsiPorts(),
          new ThirdPartyCopy(),
          new BlockLimits(),
          new BlockDeviceCharacteristics(),
          new LogicalBlockProvisioning());

  /** The page, null for an unknown code. */
  public static @Nullable VpdPage find(int code) {
    for (VpdPage page : ALL) {
      if (page.code() == code) {
        return page;
      }
    }
    return null;
  }

  private VpdPages() {}
}

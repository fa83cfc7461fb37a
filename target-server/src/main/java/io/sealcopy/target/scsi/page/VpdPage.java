package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;

/** A vital product data page. SPC-4 §7.8. */
public sealed interface VpdPage
    permits SupportedPages,
        UnitSerialNumber,
        DeviceIdentification,
        ExtendedInquiry,
        ModePagePolicy,
        ScsiPorts,
        ThirdPartyCopy,
        BlockLimits,
        BlockDeviceCharacteristics,
        LogicalBlockProvisioning {
  int code();

  /** What follows the page's length. */
  byte[] body(CommandContext context);
}

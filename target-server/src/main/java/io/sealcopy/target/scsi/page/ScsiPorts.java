package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.NexusId;
import java.nio.ByteBuffer;

/**
 * SCSI ports, SPC-4 §7.8.15: one, for all portals are of one portal group (RFC 7143 §4.4.2). There
 * are no initiator ports here.
 */
public record ScsiPorts() implements VpdPage {
  private static final int HEADER = 12;

  @Override
  public int code() {
    return 0x88;
  }

  @Override
  public byte[] body(CommandContext context) {
    NexusId nexus = context.session().id();
    byte[] name = DeviceIdentification.portDesignator(nexus);
    ByteBuffer body = ByteBuffer.allocate(HEADER + name.length);
    body.putShort(2, (short) DeviceIdentification.relativeTargetPort(nexus.portalGroupTag()));
    body.putShort(HEADER - 2, (short) name.length);
    return body.put(HEADER, name).array();
  }
}

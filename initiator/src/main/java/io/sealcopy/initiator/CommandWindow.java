package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.SerialNumber;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;

/** The sequence numbers of a session. RFC 7143 §4.2.2. Guarded by its session's lock. */
final class CommandWindow {
  /** The numbers for what is sent now. */
  record Numbers(int cmdSn, int expStatSn) {}

  private int cmdSn;
  private int maxCmdSn;
  private int expStatSn;

  CommandWindow(int cmdSn, int maxCmdSn, int expStatSn) {
    this.cmdSn = cmdSn;
    this.maxCmdSn = maxCmdSn;
    this.expStatSn = expStatSn;
  }

  boolean open() {
    return SerialNumber.room(cmdSn, maxCmdSn) > 0;
  }

  Numbers numbers() {
    return new Numbers(cmdSn, expStatSn);
  }

  /** The number of a command, which is sent now. */
  int next() {
    return cmdSn++;
  }

  /** Takes the numbers every PDU of a target carries; {@code status}: its StatSN counts. */
  void update(TargetPdu pdu, boolean status) {
    boolean consistent = SerialNumber.lessOrEqual(pdu.expCmdSn(), pdu.maxCmdSn() + 1);
    if (consistent && SerialNumber.lessThan(maxCmdSn, pdu.maxCmdSn())) {
      maxCmdSn = pdu.maxCmdSn();
    }
    if (status && SerialNumber.lessOrEqual(expStatSn, pdu.statSn())) {
      expStatSn = pdu.statSn() + 1;
    }
  }
}

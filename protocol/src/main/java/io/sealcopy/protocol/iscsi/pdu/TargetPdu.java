package io.sealcopy.protocol.iscsi.pdu;

/** A PDU a target sends. */
public sealed interface TargetPdu extends Pdu
    permits NopIn,
        ScsiResponse,
        TaskManagementResponse,
        LoginResponse,
        TextResponse,
        DataIn,
        LogoutResponse,
        R2t,
        AsyncMessage,
        Reject {
  /** The status number; in a Data-In without status and in an R2T it has its own meaning. */
  int statSn();

  /** The next command number the target expects in this session. */
  int expCmdSn();

  /** The last command number the target takes now. */
  int maxCmdSn();
}

package io.sealcopy.protocol.iscsi.pdu;

/** A PDU an initiator sends. */
public sealed interface InitiatorPdu extends Pdu
    permits NopOut,
        ScsiCommand,
        TaskManagementRequest,
        LoginRequest,
        TextRequest,
        DataOut,
        LogoutRequest,
        SnackRequest {
  /** The next status number the initiator expects on this connection. */
  int expStatSn();
}

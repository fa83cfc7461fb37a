package io.sealcopy.protocol.iscsi;

import java.util.Optional;

/** Why a PDU was refused. RFC 7143 §11.17.1. */
public enum RejectReason {
  DATA_DIGEST_ERROR(0x02, "data digest error"),
  SNACK_REJECT(0x03, "SNACK reject"),
  PROTOCOL_ERROR(0x04, "protocol error"),
  COMMAND_NOT_SUPPORTED(0x05, "command not supported"),
  IMMEDIATE_COMMAND_REJECT(0x06, "too many immediate commands"),
  TASK_IN_PROGRESS(0x07, "task in progress"),
  INVALID_DATA_ACK(0x08, "invalid data ack"),
  INVALID_PDU_FIELD(0x09, "invalid PDU field"),
  LONG_OPERATION_REJECT(0x0a, "long operation reject"),
  NEGOTIATION_RESET(0x0b, "negotiation reset"),
  WAITING_FOR_LOGOUT(0x0c, "waiting for logout");

  private final int code;
  private final String text;

  RejectReason(int code, String text) {
    this.code = code;
    this.text = text;
  }

  public int code() {
    return code;
  }

  /** The standard's words. */
  public String text() {
    return text;
  }

  /** The reason for a code off the wire; empty for a reserved or obsolete one. */
  public static Optional<RejectReason> of(int code) {
    for (RejectReason reason : values()) {
      if (reason.code == code) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}

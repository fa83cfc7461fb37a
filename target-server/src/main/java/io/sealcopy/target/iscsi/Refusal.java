package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.RejectReason;

/** Why a PDU is not taken, and its connection ends. */
record Refusal(RejectReason reason, String problem) {}

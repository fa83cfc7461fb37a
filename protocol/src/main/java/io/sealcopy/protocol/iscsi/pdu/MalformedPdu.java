package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.RejectReason;

/**
 * A header that is no PDU of RFC 7143. Its lengths can still be trusted to cut the stream.
 *
 * @param opcode as received, 0 to 63
 * @param problem what is wrong, for a log line
 */
public record MalformedPdu(RejectReason reason, int opcode, int initiatorTaskTag, String problem)
    implements DecodedPdu {}

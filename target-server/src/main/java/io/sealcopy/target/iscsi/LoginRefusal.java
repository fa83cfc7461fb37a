package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.LoginStatus;

/**
 * A login that was refused.
 *
 * @param peer address and port it came from
 * @param initiatorName what it called itself, a proper iSCSI name; empty when it did not get so far
 * @param reason names no secret, but may have text of the peer in it
 */
public record LoginRefusal(String peer, String initiatorName, LoginStatus status, String reason) {}

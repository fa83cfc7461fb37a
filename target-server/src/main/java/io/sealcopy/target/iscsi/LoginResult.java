package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.target.scsi.PeerLink;
import java.util.Optional;

/**
 * What a finished login has agreed on.
 *
 * @param target empty for a discovery session
 * @param user the CHAP name the initiator proved, if it had to
 * @param link how the connection is secured
 * @param firstCmdSn the number of the session's first command
 * @param session the one this connection joins; empty for one of its own
 */
public record LoginResult(
    String initiatorName,
    Isid isid,
    int cid,
    int firstCmdSn,
    Optional<ServedTarget> target,
    Optional<String> user,
    PeerLink link,
    NegotiatedParameters parameters,
    Optional<Session> session) {}

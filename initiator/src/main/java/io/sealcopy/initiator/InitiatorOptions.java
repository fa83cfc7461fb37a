package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.text.NegotiationOffer;
import io.sealcopy.protocol.iscsi.text.TextKey;
import java.time.Duration;
import java.util.Optional;

/**
 * How this initiator presents itself and what it wants. Immutable.
 *
 * @param initiatorName its iSCSI name
 * @param isid tells apart sessions of one initiator with one target: a target closes an older
 *     session with the same name and ISID
 * @param chap empty: no authentication is offered
 * @param offer of operational parameters, digests included
 * @param security of the link
 * @param connectTimeout for the TCP connection
 * @param loginTimeout for the whole login, and for a logout
 * @param commandTimeout from sending to response; a command that takes longer ends the session,
 *     since nothing else makes sure that its buffers are not touched any more
 * @param pingInterval of silence after which the target is asked for a sign of life
 * @param pingTimeout for the answer
 * @param maxCommands outstanding at the target, 1 to 4096; as many again may wait in the session
 */
public record InitiatorOptions(
    String initiatorName,
    Isid isid,
    Optional<ChapLogin> chap,
    NegotiationOffer offer,
    LinkSecurity security,
    Duration connectTimeout,
    Duration loginTimeout,
    Duration commandTimeout,
    Duration pingInterval,
    Duration pingTimeout,
    int maxCommands) {
  /** Segment length asked for, in bytes. */
  public static final int DATA_LENGTH = 256 * 1024;

  /** Burst length asked for: a sealed record with 256 KiB of data crosses without an R2T. */
  public static final int BURST_LENGTH = 264 * 1024;

  public InitiatorOptions {
    if (maxCommands < 1 || maxCommands > 4096) {
      throw new IllegalArgumentException("maxCommands " + maxCommands + " is not 1 to 4096");
    }
  }

  /** No authentication, no digests, 256 KiB segments, as few round trips as possible. */
  public static InitiatorOptions of(String initiatorName, Isid isid) {
    return new InitiatorOptions(
        initiatorName,
        isid,
        Optional.empty(),
        NegotiationOffer.defaults()
            .with(TextKey.HEADER_DIGEST, "None")
            .with(TextKey.DATA_DIGEST, "None")
            .with(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH, DATA_LENGTH)
            .with(TextKey.MAX_BURST_LENGTH, BURST_LENGTH)
            .with(TextKey.FIRST_BURST_LENGTH, BURST_LENGTH)
            .with(TextKey.INITIAL_R2T, false)
            .with(TextKey.IMMEDIATE_DATA, true)
            .with(TextKey.MAX_OUTSTANDING_R2T, 8)
            .with(TextKey.DATA_PDU_IN_ORDER, true)
            .with(TextKey.DATA_SEQUENCE_IN_ORDER, true)
            .with(TextKey.ERROR_RECOVERY_LEVEL, 0)
            .with(TextKey.MAX_CONNECTIONS, 1)
            .with(TextKey.DEFAULT_TIME2WAIT, 0)
            .with(TextKey.DEFAULT_TIME2RETAIN, 0),
        LinkSecurity.plain(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        128);
  }

  public InitiatorOptions withChap(ChapLogin login) {
    return new InitiatorOptions(
        initiatorName,
        isid,
        Optional.of(login),
        offer,
        security,
        connectTimeout,
        loginTimeout,
        commandTimeout,
        pingInterval,
        pingTimeout,
        maxCommands);
  }

  /** For another session of the same initiator. */
  public InitiatorOptions withIsid(Isid other) {
    return new InitiatorOptions(
        initiatorName,
        other,
        chap,
        offer,
        security,
        connectTimeout,
        loginTimeout,
        commandTimeout,
        pingInterval,
        pingTimeout,
        maxCommands);
  }

  /** With another offer, for instance of digests. */
  public InitiatorOptions withOffer(NegotiationOffer other) {
    return new InitiatorOptions(
        initiatorName,
        isid,
        chap,
        other,
        security,
        connectTimeout,
        loginTimeout,
        commandTimeout,
        pingInterval,
        pingTimeout,
        maxCommands);
  }

  /** Header and data digests: required, or taken if the target wants them. */
  public InitiatorOptions withDigests(boolean required) {
    String list = required ? "CRC32C" : "CRC32C,None";
    return withOffer(offer.with(TextKey.HEADER_DIGEST, list).with(TextKey.DATA_DIGEST, list));
  }

  public InitiatorOptions withTimeouts(
      Duration connect, Duration login, Duration command, Duration interval, Duration ping) {
    return new InitiatorOptions(
        initiatorName,
        isid,
        chap,
        offer,
        security,
        connect,
        login,
        command,
        interval,
        ping,
        maxCommands);
  }

  public InitiatorOptions withSecurity(LinkSecurity other) {
    return new InitiatorOptions(
        initiatorName,
        isid,
        chap,
        offer,
        other,
        connectTimeout,
        loginTimeout,
        commandTimeout,
        pingInterval,
        pingTimeout,
        maxCommands);
  }

  public InitiatorOptions withMaxCommands(int commands) {
    return new InitiatorOptions(
        initiatorName,
        isid,
        chap,
        offer,
        security,
        connectTimeout,
        loginTimeout,
        commandTimeout,
        pingInterval,
        pingTimeout,
        commands);
  }
}

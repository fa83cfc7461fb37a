package io.sealcopy.protocol.iscsi.text;

/**
 * How much text is taken from a peer in one exchange.
 *
 * @param maxBytes over all PDUs that belong together
 * @param maxPairs key=value pairs
 */
public record TextLimits(int maxBytes, int maxPairs) {
  /** For a login or a negotiation: RFC 7143 §6.1 asks for 8192 bytes at least. */
  public static final TextLimits NEGOTIATION = new TextLimits(16 * 1024, 128);

  /** For an answer to SendTargets, two pairs per target and portal. */
  public static final TextLimits SEND_TARGETS = new TextLimits(1024 * 1024, 16 * 1024);
}

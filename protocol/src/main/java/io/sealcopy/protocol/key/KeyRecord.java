package io.sealcopy.protocol.key;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A key record: what a group key is called and who can unwrap it, signed by the main centre. The
 * format is {@code protocol/spec/key-record.md}; {@link KeyRecordCodec} reads and writes it. This
 * type says nothing of whether the signature is right: that needs the pinned certificate.
 *
 * @param key what the record says about its key
 * @param recipients who can unwrap it; 1 to {@link KeyRecordCodec#MAX_RECIPIENTS}, no one twice
 * @param signer whose signature the record claims to carry
 * @param signature over {@link KeyRecordCodec#signedBytes}
 */
public record KeyRecord(
    KeyDescription key, List<Recipient> recipients, Signer signer, OpaqueBytes signature) {
  /**
   * Copies the list and checks what every encoded record fulfils.
   *
   * @throws IllegalArgumentException if there are no, too many or repeated recipients
   */
  public KeyRecord {
    recipients = List.copyOf(recipients);
    checkRecipients(recipients);
  }

  static void checkRecipients(List<Recipient> recipients) {
    if (recipients.isEmpty() || recipients.size() > KeyRecordCodec.MAX_RECIPIENTS) {
      throw new IllegalArgumentException(
          "a key record has 1 to "
              + KeyRecordCodec.MAX_RECIPIENTS
              + " recipients, not "
              + recipients.size());
    }
    Set<Sha256> seen = new HashSet<>();
    for (Recipient recipient : recipients) {
      if (!seen.add(recipient.certificate())) {
        throw new IllegalArgumentException(
            "a key record names a recipient twice: " + recipient.certificate());
      }
    }
  }

  /** The encoded form; the same record always gives the same bytes. */
  public byte[] encode() {
    return KeyRecordCodec.encode(this);
  }

  /** What the next key record of the same group and direction carries as its previous hash. */
  public Sha256 hash() {
    return Sha256.hashOf(encode());
  }

  /**
   * One who can unwrap the key.
   *
   * @param certificate fingerprint of the recipient's certificate
   * @param envelope the group key in a CMS envelope (RFC 5083) for that certificate, DER
   */
  public record Recipient(Sha256 certificate, OpaqueBytes envelope) {}

  /**
   * Who signed.
   *
   * @param fingerprint fingerprint of the signing certificate
   * @param certificate the signing certificate itself, DER, so that a record can be checked by
   *     someone who was handed the fingerprint only
   * @param algorithm id of the signature algorithm, 1 to 255; this format does not judge it
   */
  public record Signer(Sha256 fingerprint, OpaqueBytes certificate, int algorithm) {
    /** ECDSA over P-256 with SHA-256, signature in DER. */
    public static final int ECDSA_P256_SHA256 = 1;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the algorithm is not a byte above zero
     */
    public Signer {
      if (algorithm < 1 || algorithm > 255) {
        throw new IllegalArgumentException("signature algorithm out of range: " + algorithm);
      }
    }
  }
}

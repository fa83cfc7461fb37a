package io.sealcopy.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The decryptor.
 *
 * @param stateDirectory holds the undo logs of copies on foreign targets
 * @param initiatorName our own iSCSI name at the remote centre
 * @param remote where the copy is
 * @param recipient whose private key opens the key records
 * @param signerCertificate the main centre's signing certificate, got out of band (escrow bundle)
 * @param inFlight bytes that may be read and not yet written back, at least 1 MiB
 */
public record DecryptorConfig(
    Path stateDirectory,
    String initiatorName,
    EndpointConfig remote,
    RecipientConfig recipient,
    Path signerCertificate,
    long inFlight) {
  /**
   * A recipient's private key.
   *
   * @param privateKey file as written by {@code sealcopy key new-recipient}
   * @param certificate the certificate that belongs to it; empty: the private key's file has it
   * @param passphrase empty: asked for on the terminal
   */
  public record RecipientConfig(
      Path privateKey, Optional<Path> certificate, Optional<Secret> passphrase) {}
}

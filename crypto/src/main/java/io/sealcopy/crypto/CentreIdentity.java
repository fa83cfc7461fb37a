package io.sealcopy.crypto;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a main centre is: the key it signs key records with, whose certificate the decryptors pin,
 * and the key it wraps its own group keys for while they lie on its disk. One PEM document of four
 * blocks: signing certificate, signing key, unwrapping certificate, unwrapping key.
 *
 * @param signing ECDSA P-256
 * @param unwrapping ECDH P-256
 */
public record CentreIdentity(Credential signing, Credential unwrapping) {
  private static final String WHAT = "the identity of a main centre";
  private static final int MAX_BYTES = 64 * 1024;

  /**
   * A new identity.
   *
   * @param name what both certificates say whose they are; not empty
   * @param now the time from which they are valid
   * @param validity for how long, for example {@link Credential#DEFAULT_VALIDITY}
   * @param random where the keys come from
   */
  public static CentreIdentity generate(
      String name, Instant now, Duration validity, SecureRandom random) {
    return new CentreIdentity(
        Credential.generate(
            KeyKind.EC_P256, name + " signing", Credential.Purpose.SIGN, now, validity, random),
        Credential.generate(
            KeyKind.EC_P256, name + " keys", Credential.Purpose.UNWRAP, now, validity, random));
  }

  /** The document with both private keys in the clear (PKCS #8): for a file of mode 0600. */
  public byte[] toPem() {
    return Pem.join(
        Certificates.toPem(signing.certificate()),
        Pkcs8.toPem(signing.privateKey()),
        Certificates.toPem(unwrapping.certificate()),
        Pkcs8.toPem(unwrapping.privateKey()));
  }

  /** The document with both private keys locked as in {@link PrivateKeyFile}. */
  public byte[] toLockedPem(Passphrase passphrase, Argon2Cost cost, SecureRandom random) {
    return Pem.join(
        Certificates.toPem(signing.certificate()),
        PrivateKeyFile.lock(signing.privateKey(), passphrase, cost, random),
        Certificates.toPem(unwrapping.certificate()),
        PrivateKeyFile.lock(unwrapping.privateKey(), passphrase, cost, random));
  }

  /** Reads a document whose private keys are in the clear. */
  public static Result<CentreIdentity> read(byte[] pem) {
    return read(pem, Optional.empty());
  }

  /** Reads a document of either kind; the passphrase is used if the private keys are locked. */
  public static Result<CentreIdentity> read(byte[] pem, Passphrase passphrase) {
    return read(pem, Optional.of(passphrase));
  }

  private static Result<CentreIdentity> read(byte[] pem, Optional<Passphrase> passphrase) {
    if (pem.length > MAX_BYTES) {
      return notReadable("it is longer than " + MAX_BYTES + " bytes");
    }
    return Pem.read(WHAT, pem)
        .then(blocks -> {
          try {
            return fromBlocks(blocks, passphrase);
          } finally {
            blocks.forEach(block -> Arrays.fill(block.bytes(), (byte) 0));
          }
        });
  }

  private static Result<CentreIdentity> fromBlocks(
      List<Pem.Block> blocks, Optional<Passphrase> passphrase) {
    if (blocks.size() != 4) {
      return notReadable("it has " + blocks.size() + " PEM blocks, not 4");
    }
    return credential(blocks.get(0), blocks.get(1), passphrase)
        .then(signing ->
            credential(blocks.get(2), blocks.get(3), passphrase)
                .then(unwrapping -> checked(signing, unwrapping)));
  }

  private static Result<CentreIdentity> checked(Credential signing, Credential unwrapping) {
    return KeyRecordSigner.canSign(signing.certificate())
        ? Certificates.checkRecipient(unwrapping.certificate())
            .then(_ -> new Result.Ok<>(new CentreIdentity(signing, unwrapping)))
        : notReadable("its first certificate cannot sign: it is not EC P-256");
  }

  private static Result<Credential> credential(
      Pem.Block certificate, Pem.Block key, Optional<Passphrase> passphrase) {
    if (!certificate.label().equals(Certificates.PEM_LABEL)) {
      return notReadable("a block is " + certificate.label() + " instead of CERTIFICATE");
    }
    return Certificates.readDer(certificate.bytes())
        .then(read ->
            PrivateKeyFile.readBlock(WHAT, key, passphrase)
                .then(found -> Credential.of(read, found)));
  }

  private static <T> Result<T> notReadable(String why) {
    return new Result.Refused<>(new Refusal.NotReadable(WHAT, why));
  }
}

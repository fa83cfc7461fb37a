package io.sealcopy.tls;

import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.KeyKind;
import io.sealcopy.crypto.Pkcs8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A certificate and its key, as {@code sealcopy key new-identity} makes them. */
public record Identity(Credential credential) {
  /** One that is valid. */
  public static Identity make(String name) {
    return made(name, Instant.now(), Duration.ofDays(100));
  }

  /** One that was valid until an hour ago. */
  static Identity expired(String name) {
    return made(name, Instant.now().minus(Duration.ofDays(50)), Duration.ofHours(50 * 24 - 1));
  }

  private static Identity made(String name, Instant now, Duration validity) {
    return new Identity(
        Credential.generate(
            KeyKind.EC_P256,
            name,
            Credential.Purpose.AUTHENTICATE,
            now,
            validity,
            new SecureRandom()));
  }

  /** The same as the configuration has it, trusting {@code peers}. */
  TlsConfig trusting(Identity... peers) {
    return new TlsConfig(
        List.of(credential.certificate()),
        credential.privateKey(),
        Arrays.stream(peers).map(Identity::asPeer).toList());
  }

  TrustedPeer asPeer() {
    return TrustedPeer.of(credential.certificate());
  }

  /** As {@code path.crt} and {@code path.key}. */
  public void write(Path path) throws IOException {
    Path key = path.resolveSibling(path.getFileName() + ".key");
    Files.write(key, Pkcs8.toPem(credential.privateKey()));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.write(
        path.resolveSibling(path.getFileName() + ".crt"),
        Certificates.toPem(credential.certificate()));
  }
}

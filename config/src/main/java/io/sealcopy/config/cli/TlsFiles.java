package io.sealcopy.config.cli;

import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.read.PemReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the options {@code --trust} and {@code --identity} of commands name. */
public final class TlsFiles {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private TlsFiles() {}

  /**
   * Whom we accept.
   *
   * @param trust certificates in PEM, or {@code sha256:} and a fingerprint each
   * @throws CliException naming what cannot be used
   */
  public static List<TrustedPeer> peers(List<String> trust) {
    List<TrustedPeer> peers = new ArrayList<>();
    for (String each : trust) {
      if (each.startsWith(TrustedPeer.SHA256)) {
        peers.add(new TrustedPeer(each, Optional.empty()));
      } else {
        certificates(Path.of(each)).stream().map(TrustedPeer::of).forEach(peers::add);
      }
    }
    return peers;
  }

  /**
   * Who we are, and whom we accept.
   *
   * @param identity PATH.crt and PATH.key are what is shown
   * @param peers see {@link #peers}
   * @throws CliException naming what cannot be used
   */
  public static TlsConfig as(Path identity, List<TrustedPeer> peers) {
    List<X509Certificate> own =
        certificates(identity.resolveSibling(identity.getFileName() + ".crt"));
    Path keyFile = identity.resolveSibling(identity.getFileName() + ".key");
    return new TlsConfig(own, key(keyFile), peers);
  }

  private static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> found = PemReader.certificates(read(file));
    if (found.isEmpty()) {
      throw new CliException(ExitCode.USAGE, file + " holds no certificate in PEM", "");
    }
    return found;
  }

  private static PrivateKey key(Path file) {
    try {
      if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
        throw new CliException(
            ExitCode.USAGE,
            file + " can be read by others than its owner",
            "run: chmod 600 " + file);
      }
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, "cannot read " + file + ": " + e, "", e);
    }
    byte[] text = read(file);
    Optional<PrivateKey> key = PemReader.privateKey(text);
    Arrays.fill(text, (byte) 0);
    return key.orElseThrow(
        () -> new CliException(ExitCode.USAGE, file + " holds no private key in PEM", ""));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, "cannot read " + file + ": " + e, "", e);
    }
  }
}

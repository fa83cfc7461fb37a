package io.sealcopy.config.read;

import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads who we are in TLS and whom we accept. */
final class TlsReader {
  private static final Pattern FINGERPRINT = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Duration EARLY = Duration.ofDays(30);
  private static final String MAKE_ONE = "make one with: sealcopy key new-identity";

  private TlsReader() {}

  /** The section {@code tls}, in which somebody must be trusted. */
  static Optional<TlsConfig> mutual(Section in) {
    Optional<TlsConfig> tls = optional(in);
    if (tls.isPresent() && tls.get().trust().isEmpty() && in.sound("tls")) {
      in.problem("tls", "trusts nobody", "name certificates of the other side in trust");
    }
    return tls;
  }

  /** The section {@code tls}, in which nobody need be trusted. */
  static Optional<TlsConfig> optional(Section in) {
    return in.optionalSection("tls", "tls").flatMap(TlsReader::read);
  }

  private static Optional<TlsConfig> read(Section in) {
    List<X509Certificate> certificate =
        certificates(in, "certificate", Scalars.path(in, "certificate"));
    Path keyFile = Scalars.path(in, "private-key");
    Optional<PrivateKey> key = in.sound("private-key") ? privateKey(in, keyFile) : Optional.empty();
    List<TrustedPeer> trust = peers(in, "trust");
    in.done();
    if (certificate.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    if (!PemReader.belongTogether(certificate.getFirst(), key.get())) {
      in.problem("private-key", keyFile + " is not the key of that certificate", MAKE_ONE);
    }
    return Optional.of(new TlsConfig(certificate, key.get(), trust));
  }

  /** Certificates as files, or their fingerprints. */
  static List<TrustedPeer> peers(Section in, String key) {
    List<TrustedPeer> peers = new ArrayList<>();
    for (String text : Scalars.texts(in, key)) {
      if (!text.startsWith(TrustedPeer.SHA256)) {
        certificates(in, key, in.resolve(key, text)).stream()
            .map(TrustedPeer::of)
            .forEach(peers::add);
        continue;
      }
      String fingerprint = text.toLowerCase(Locale.ROOT);
      if (!FINGERPRINT.matcher(fingerprint).matches()) {
        in.problem(
            key,
            "\"" + text + "\" is not a fingerprint",
            "write sha256: and 64 digits, as printed by: sealcopy key fingerprint FILE");
      }
      peers.add(new TrustedPeer(fingerprint, Optional.empty()));
    }
    return List.copyOf(peers);
  }

  private static List<X509Certificate> certificates(Section in, String key, Path file) {
    if (!in.sound(key)) {
      return List.of();
    }
    try {
      List<X509Certificate> found = PemReader.certificates(Files.readAllBytes(file));
      if (found.isEmpty()) {
        in.problem(key, file + " holds no certificate in PEM", MAKE_ONE);
      }
      found.forEach(each -> checkTime(in, key, file, each));
      return found;
    } catch (IOException unreadable) {
      in.problem(key, "cannot read " + file + ": " + Reasons.of(unreadable), MAKE_ONE);
      return List.of();
    }
  }

  /** Early enough to make a new one, and to bring it to the other side. */
  private static void checkTime(Section in, String key, Path file, X509Certificate certificate) {
    Instant end = certificate.getNotAfter().toInstant();
    if (end.isBefore(Instant.now().plus(EARLY))) {
      in.warning(
          key,
          "%s is valid until %s only".formatted(file, end),
          "no connection is made with it after that");
    }
  }

  private static Optional<PrivateKey> privateKey(Section in, Path file) {
    Optional<byte[]> bytes = SecretReader.ownersFile(in, "private-key", file);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Optional<PrivateKey> key = PemReader.privateKey(bytes.get());
    Arrays.fill(bytes.get(), (byte) 0);
    if (key.isEmpty()) {
      in.problem(
          "private-key",
          file + " holds no private key in PEM that is not encrypted (PKCS #8: PRIVATE KEY)",
          MAKE_ONE);
    }
    return key;
  }
}

package io.sealcopy.config.read;

import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.EndpointConfig;
import io.sealcopy.config.Secret;
import java.util.Arrays;
import java.util.Optional;

/** Reads CHAP, and the targets we log in to with it. */
final class ChapReader {
  /** RFC 7143 §9.2.1: at least 96 bits. */
  private static final int SHORTEST = 12;

  static final int DEFAULT_PORT = 3260;

  private ChapReader() {}

  static Optional<ChapConfig> chap(Section in) {
    return in.optionalSection("chap", "chap").map(ChapReader::read);
  }

  static EndpointConfig endpoint(Section in) {
    return new EndpointConfig(
        Scalars.hostPort(in, "portal", Optional.of(DEFAULT_PORT)),
        Scalars.iscsiName(in, "target"),
        chap(in),
        TlsReader.mutual(in));
  }

  private static ChapConfig read(Section in) {
    String user = Scalars.text(in, "user");
    Secret secret = secret(in);
    Optional<ChapConfig.Mutual> mutual =
        in.optionalSection("mutual", "chap-mutual").map(ChapReader::readMutual);
    if (mutual.isPresent() && secret.length() > 0 && same(secret, mutual.get().secret())) {
      in.problem(
          "mutual",
          "has the same secret as the other direction",
          "use another: an answer could be sent back as one's own (RFC 7143 §9.2.1)");
    }
    in.done();
    return new ChapConfig(user, secret, mutual);
  }

  private static ChapConfig.Mutual readMutual(Section in) {
    ChapConfig.Mutual mutual = new ChapConfig.Mutual(Scalars.text(in, "user"), secret(in));
    in.done();
    return mutual;
  }

  private static Secret secret(Section in) {
    Optional<SecretReader.Found> found = SecretReader.read(in, "secret");
    if (found.isEmpty()) {
      return Secret.of(new byte[0]);
    }
    if (found.get().secret().length() < SHORTEST) {
      in.problem(
          found.get().key(),
          "the secret is shorter than 12 bytes",
          "make one with: openssl rand -base64 18");
    }
    return found.get().secret();
  }

  private static boolean same(Secret one, Secret other) {
    return Arrays.equals(one.copyBytes(), other.copyBytes());
  }
}

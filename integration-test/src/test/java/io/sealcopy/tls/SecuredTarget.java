package io.sealcopy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.Problem;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.read.ConfigReader;
import io.sealcopy.config.tls.TlsContexts;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.LinkSecurity;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.SessionResult;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.target.cli.RemoteCentre;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A remote centre with one volume and one copy, with a portal in TLS and one without. */
final class SecuredTarget implements AutoCloseable {
  static final String NAME = "iqn.2026-01.org.example:secured";
  static final String MAIN = "iqn.2026-01.org.example:main-centre";
  static final String HOST = "iqn.2026-01.org.example:host";
  static final String PLAIN_HOST = "iqn.2026-01.org.example:plain-host";
  static final int VOLUME = 0;
  static final int COPY = 1;

  final Identity own;
  final Identity main = Identity.make("main");
  final Identity host = Identity.make("host");
  private final Path directory;
  private final RemoteCentre centre;

  /** {@code more} identities are trusted too, but belong to no initiator. */
  SecuredTarget(Path directory, Identity own, Identity... more) throws IOException {
    this.directory = directory;
    this.own = own;
    own.write(directory.resolve("own"));
    main.write(directory.resolve("main"));
    host.write(directory.resolve("host"));
    StringBuilder trust = new StringBuilder();
    for (Identity each : more) {
      trust.append('"').append(each.asPeer().fingerprint()).append("\" ");
    }
    Path config = directory.resolve("remote.conf");
    Files.writeString(
        config,
        """
        remote {
          state-directory = state
          target {
            name = "%s"
            portal {
              listen = "127.0.0.1:0"
              tls-listen = "127.0.0.1:0"
              tls { certificate = own.crt, private-key = own.key, trust = [%s] }
              event-loops = 1
            }
            limits.login-time = 2 s
            volumes = [
              { name = volume, lun = 0, size = 8 MiB, backing.file = volume.img }
              { name = copy, lun = 1, size = 8 MiB, backing.file = copy.img }
            ]
            initiators = [
              { name = "%s", tls-certificate = main.crt
                grants = [{ volumes = copy, roles = replication }] }
              { name = "%s", tls-certificate = host.crt
                grants = [{ volumes = volume, roles = host }] }
              { name = "%s", grants = [{ volumes = volume, roles = host }] }
            ]
          }
          admin.listen = "127.0.0.1:0"
          receive-journal.size = 4 MiB
        }
        """
            .formatted(NAME, trust.toString().strip(), MAIN, HOST, PLAIN_HOST));
    RemoteConfig read =
        switch (ConfigReader.remote(config, Map.of())) {
          case ConfigResult.Valid<RemoteConfig>(RemoteConfig valid, _) -> valid;
          case ConfigResult.Invalid<RemoteConfig>(List<Problem> problems) ->
              throw new AssertionError(problems.toString());
        };
    centre = RemoteCentre.start(read);
  }

  int securedPort() {
    return centre.securedPortals().getFirst().getPort();
  }

  int plainPort() {
    return centre.portals().getFirst().getPort();
  }

  static LinkSecurity tls(TlsConfig config) {
    return LinkSecurity.tls(TlsContexts.mutual(config), TlsContexts.client());
  }

  /** What the host {@link #HOST} shows and accepts. */
  LinkSecurity asHost() {
    return tls(host.trusting(own));
  }

  static SessionResult login(int port, String initiator, LinkSecurity security) {
    return login(port, initiator, security, false);
  }

  static SessionResult login(int port, String initiator, LinkSecurity security, boolean digests) {
    InitiatorOptions options =
        InitiatorOptions.of(initiator, Isid.random(7, 7))
            .withSecurity(security)
            .withTimeouts(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
    return Session.open(
        new IscsiUrl(Optional.empty(), "127.0.0.1", port, NAME, VOLUME),
        digests ? options.withDigests(true) : options);
  }

  static Session session(SessionResult result) {
    assertThat(result).isInstanceOf(Session.class);
    return (Session) result;
  }

  /** Waits until the audit log has a line with all the words. */
  void awaitAudit(String... words) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(Files.readString(directory.resolve("state/audit.log")).lines())
                .anyMatch(line -> List.of(words).stream().allMatch(line::contains)));
  }

  @Override
  public void close() {
    centre.close();
  }
}

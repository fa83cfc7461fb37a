package io.sealcopy.replicator.manage;

import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.EndpointConfig;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.RemoteSystemConfig;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.tls.TlsContexts;
import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.LinkSecurity;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How this centre logs in elsewhere. */
public final class RemoteLogins {
  private static final int MAX_COMMANDS = 256;

  private RemoteLogins() {}

  /**
   * Options for the session of one group or volume: its name tells sessions apart, so that the
   * target knows a reconnect from a second initiator.
   */
  public static InitiatorOptions options(
      String initiatorName, UUID session, Optional<ChapLogin> chap) {
    Isid isid =
        Isid.random(
            (int) (session.getMostSignificantBits() & 0xff_ffff),
            (int) (session.getLeastSignificantBits() & 0xffff));
    InitiatorOptions options =
        InitiatorOptions.of(initiatorName, isid).withMaxCommands(MAX_COMMANDS);
    return chap.map(options::withChap).orElse(options);
  }

  /** The same for several sessions at once: each has an ISID of its own. */
  public static List<InitiatorOptions> several(InitiatorOptions first, int count) {
    List<InitiatorOptions> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // The qualifier is the low 16 bits (RFC 7143 §11.12.5); a group's own are next to each other.
      long bits = first.isid().bits();
      all.add(first.withIsid(new Isid((bits & ~0xffffL) | ((bits + i) & 0xffffL))));
    }
    return all;
  }

  /** The CHAP login that the configuration has for the target of {@code url}. */
  public static Optional<ChapLogin> configured(MainConfig config, IscsiUrl url) {
    return endpoint(config, url).flatMap(EndpointConfig::chap).map(RemoteLogins::login);
  }

  private static Optional<EndpointConfig> endpoint(MainConfig config, IscsiUrl url) {
    return config.remotes().stream()
        .map(RemoteSystemConfig::endpoint)
        .filter(endpoint -> leadsTo(endpoint, url))
        .findFirst();
  }

  /** Whether the configuration says how links to the target of {@code url} are to be. */
  public static boolean mayLinkTo(MainConfig config, IscsiUrl url) {
    return config.plainRemotes() || endpoint(config, url).isPresent();
  }

  /** Whether links to the target of {@code url} run in TLS. */
  public static boolean isSecured(MainConfig config, IscsiUrl url) {
    return endpoint(config, url).flatMap(EndpointConfig::tls).isPresent();
  }

  /** How links to the target of {@code url} are secured, as the configuration says. */
  public static LinkSecurity linkSecurity(MainConfig config, IscsiUrl url) {
    if (!mayLinkTo(config, url)) {
      return LinkSecurity.refusing(
          "it is not in main.remotes, so the link would be without TLS: add it there, or"
              + " plain-remotes = allow");
    }
    return security(endpoint(config, url).flatMap(EndpointConfig::tls));
  }

  /** TLS, or none. */
  public static LinkSecurity security(Optional<TlsConfig> tls) {
    return tls.map(each -> LinkSecurity.tls(TlsContexts.mutual(each), TlsContexts.client()))
        .orElseGet(LinkSecurity::plain);
  }

  /** The URL of a unit of one of our remotes, given as its name or {@code name/lun}. */
  public static String url(MainConfig config, String remote) {
    if (remote.contains("://")) {
      return remote;
    }
    int slash = remote.lastIndexOf('/');
    String system = slash < 0 ? remote : remote.substring(0, slash);
    String lun = slash < 0 ? "0" : remote.substring(slash + 1);
    return config.remotes().stream()
        .filter(each -> each.name().equals(system))
        .findFirst()
        .map(RemoteSystemConfig::endpoint)
        .map(to -> "iscsi://%s/%s/%s".formatted(to.portal(), to.target(), lun))
        .orElse(remote);
  }

  private static boolean leadsTo(EndpointConfig endpoint, IscsiUrl url) {
    return endpoint.target().equals(url.targetName())
        && endpoint.portal().host().equals(url.host())
        && endpoint.portal().port() == url.port();
  }

  /** The same, for the initiator. */
  public static ChapLogin login(ChapConfig chap) {
    ChapCredentials self = credentials(chap.user(), chap.secret().copyBytes());
    return chap.mutual()
        .map(mutual ->
            ChapLogin.mutual(self, credentials(mutual.user(), mutual.secret().copyBytes())))
        .orElse(ChapLogin.oneWay(self));
  }

  /** Name and secret; {@code secret} is wiped. */
  public static ChapCredentials credentials(String user, byte[] secret) {
    try {
      return new ChapCredentials(user, ChapSecret.of(secret));
    } finally {
      java.util.Arrays.fill(secret, (byte) 0);
    }
  }
}

package io.sealcopy.target.configured;

import io.sealcopy.config.HostPort;
import io.sealcopy.config.LimitsConfig;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.tls.TlsContexts;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.iscsi.IscsiLimits;
import io.sealcopy.target.net.NetLimits;
import io.sealcopy.target.net.TlsPortals;
import io.sealcopy.target.net.Transports;
import io.sealcopy.target.scsi.CommandTable;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** The settings of a target server as a configuration says. */
public final class ConfiguredServer {
  private ConfiguredServer() {}

  /** Looks the portals' host names up, so it may block. */
  public static TargetServerSettings settings(
      TargetConfig target, AccessPolicy access, CommandTable commands) {
    LimitsConfig limits = target.limits();
    IscsiLimits usual = IscsiLimits.DEFAULT;
    IscsiLimits iscsi =
        new IscsiLimits(
            usual.maxRecvDataSegmentLength(),
            usual.maxBurstLength(),
            usual.firstBurstLength(),
            usual.maxOutstandingR2t(),
            limits.queueDepth(),
            usual.loginRounds(),
            limits.connectionsPerSession());
    int perConnection = (int) Math.min(limits.bufferedPerConnection(), Integer.MAX_VALUE);
    NetLimits net =
        new NetLimits(
            perConnection,
            Math.max(limits.buffered(), perConnection),
            limits.connections(),
            (int) Math.max(1, limits.loginTime().toSeconds()),
            limits.loginFailures(),
            (int) limits.loginWait().toMillis(),
            (int) limits.pingInterval().toSeconds(),
            limits.lostPings());
    List<InetSocketAddress> portals =
        target.portal().listen().stream().map(HostPort::toSocketAddress).toList();
    return TargetServerSettings.on(portals, tls(target))
        .withDiscovery(access)
        .withCommands(commands)
        .withLimits(iscsi, net)
        .withTransport(transport(target), target.portal().eventLoops())
        .withSpin(target.portal().spin())
        .withDrainSeconds(0);
  }

  /** Whoever is trusted for all, or named as an initiator's own. */
  private static Optional<TlsPortals> tls(TargetConfig target) {
    List<InetSocketAddress> addresses =
        target.portal().tlsListen().stream().map(HostPort::toSocketAddress).toList();
    if (addresses.isEmpty()) {
      return Optional.empty();
    }
    List<TrustedPeer> initiators =
        target.initiators().stream().flatMap(each -> each.tlsCertificate().stream()).toList();
    TlsConfig tls = target.portal().tls().orElseThrow().trusting(initiators);
    return Optional.of(
        new TlsPortals(addresses, TlsContexts.mutual(tls), TlsContexts.server(true)));
  }

  private static Transports.Choice transport(TargetConfig target) {
    return switch (target.portal().transport()) {
      case AUTO -> Transports.Choice.AUTO;
      case IO_URING -> Transports.Choice.IO_URING;
      case EPOLL -> Transports.Choice.EPOLL;
      case NIO -> Transports.Choice.NIO;
    };
  }
}

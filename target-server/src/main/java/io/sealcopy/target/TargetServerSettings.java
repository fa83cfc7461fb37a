package io.sealcopy.target;

import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.iscsi.IscsiLimits;
import io.sealcopy.target.net.NetLimits;
import io.sealcopy.target.net.TlsPortals;
import io.sealcopy.target.net.Transports;
import io.sealcopy.target.scsi.CommandTable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a target server is to be.
 *
 * @param portals where it listens without TLS; port 0 takes a free one
 * @param discovery who may open a discovery session
 * @param commands the commands its targets know
 * @param maxSessions more are refused
 * @param loops event loops; 0 means one for each processor
 * @param spin how long a loop polls after its last I/O before it sleeps; zero: not at all
 * @param drainSeconds at the end, how long initiators have to log out
 * @param tls where it listens for TLS
 */
public record TargetServerSettings(
    List<InetSocketAddress> portals,
    AccessPolicy discovery,
    CommandTable commands,
    IscsiLimits iscsi,
    NetLimits net,
    Transports.Choice transport,
    int maxSessions,
    int loops,
    Duration spin,
    int drainSeconds,
    Optional<TlsPortals> tls) {
  public TargetServerSettings {
    portals = List.copyOf(portals);
    if (portals.isEmpty() && tls.isEmpty()) {
      throw new IllegalArgumentException("a target server needs a portal");
    }
  }

  /** The usual settings on these portals, without TLS. */
  public static TargetServerSettings on(InetSocketAddress... portals) {
    return on(List.of(portals), Optional.empty());
  }

  /** The usual settings on portals without and with TLS. */
  public static TargetServerSettings on(List<InetSocketAddress> portals, Optional<TlsPortals> tls) {
    return new TargetServerSettings(
        portals,
        AccessPolicy.OPEN,
        CommandTable.STANDARD,
        IscsiLimits.DEFAULT,
        NetLimits.DEFAULT,
        Transports.Choice.AUTO,
        1024,
        0,
        Duration.ZERO,
        3,
        tls);
  }

  public TargetServerSettings withCommands(CommandTable table) {
    return new TargetServerSettings(
        portals,
        discovery,
        table,
        iscsi,
        net,
        transport,
        maxSessions,
        loops,
        spin,
        drainSeconds,
        tls);
  }

  public TargetServerSettings withDiscovery(AccessPolicy policy) {
    return new TargetServerSettings(
        portals,
        policy,
        commands,
        iscsi,
        net,
        transport,
        maxSessions,
        loops,
        spin,
        drainSeconds,
        tls);
  }

  public TargetServerSettings withLimits(IscsiLimits protocol, NetLimits network) {
    return new TargetServerSettings(
        portals,
        discovery,
        commands,
        protocol,
        network,
        transport,
        maxSessions,
        loops,
        spin,
        drainSeconds,
        tls);
  }

  public TargetServerSettings withTransport(Transports.Choice choice, int loopCount) {
    return new TargetServerSettings(
        portals,
        discovery,
        commands,
        iscsi,
        net,
        choice,
        maxSessions,
        loopCount,
        spin,
        drainSeconds,
        tls);
  }

  public TargetServerSettings withSpin(Duration time) {
    return new TargetServerSettings(
        portals,
        discovery,
        commands,
        iscsi,
        net,
        transport,
        maxSessions,
        loops,
        time,
        drainSeconds,
        tls);
  }

  public TargetServerSettings withDrainSeconds(int seconds) {
    return new TargetServerSettings(
        portals,
        discovery,
        commands,
        iscsi,
        net,
        transport,
        maxSessions,
        loops,
        spin,
        seconds,
        tls);
  }
}

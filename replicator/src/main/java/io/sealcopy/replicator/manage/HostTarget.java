package io.sealcopy.replicator.manage;

import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.Role;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.replicator.volume.HiddenVolume;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.iscsi.Access;
import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.net.Transports;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.TransferLimits;
import io.sealcopy.target.scsi.UnitIdentity;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The target that hosts use, as the configuration describes it. */
final class HostTarget {
  private HostTarget() {}

  static TargetServer start(
      TargetConfig config, Map<String, ServedVolume> volumes, MeterRegistry registry)
      throws IOException {
    Map<Integer, LogicalUnit> units = new LinkedHashMap<>();
    for (VolumeConfig volume : config.volumes()) {
      Volume served = java.util.Objects.requireNonNull(volumes.get(volume.name())).unit();
      units.put(volume.lun(), unit(config, volume, served));
    }
    AccessPolicy access = name -> access(config, name);
    TargetServerSettings settings =
        TargetServerSettings.on(config.portal().listen().toSocketAddress())
            .withDiscovery(access)
            .withTransport(
                Transports.Choice.valueOf(config.portal().transport().name()),
                config.portal().eventLoops());
    return TargetServer.start(
        settings,
        java.util.List.of(
            new TargetDefinition(config.name(), Optional.empty(), units, access, true)),
        registry);
  }

  private static LogicalUnit unit(TargetConfig config, VolumeConfig volume, Volume served) {
    Volume hidden = new HiddenVolume(volume.name(), served);
    return new LogicalUnit(
        UnitIdentity.ofVolume(served.traits().id()),
        served,
        nexus -> rolesOn(config, nexus, volume.name()).contains(Role.HOST) ? served : hidden,
        TransferLimits.DEFAULT);
  }

  private static Set<Role> rolesOn(TargetConfig config, Nexus nexus, String volume) {
    return config
        .initiator(nexus.id().initiatorName())
        .map(initiator -> initiator.rolesOn(volume))
        .orElse(Set.of());
  }

  private static Access access(TargetConfig config, String name) {
    Optional<InitiatorConfig> initiator = config.initiator(name);
    if (initiator.isEmpty()) {
      return Access.DENIED;
    }
    return initiator.get().chap().map(HostTarget::chap).orElse(Access.OPEN);
  }

  private static Access chap(ChapConfig chap) {
    return new Access.Chap(
        RemoteLogins.credentials(chap.user(), chap.secret().copyBytes()),
        chap.mutual().map(HostTarget::credentials));
  }

  private static ChapCredentials credentials(ChapConfig.Mutual mutual) {
    return RemoteLogins.credentials(mutual.user(), mutual.secret().copyBytes());
  }
}

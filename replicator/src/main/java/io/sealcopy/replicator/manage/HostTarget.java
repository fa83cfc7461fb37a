package io.sealcopy.replicator.manage;

import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.config.Role;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.replicator.inband.InBandCommands;
import io.sealcopy.replicator.inband.VolumePairs;
import io.sealcopy.replicator.volume.HiddenVolume;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.configured.ConfiguredAccess;
import io.sealcopy.target.configured.ConfiguredServer;
import io.sealcopy.target.remote.AuditLog;
import io.sealcopy.target.scsi.BackgroundWork;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.TransferLimits;
import io.sealcopy.target.scsi.UnitIdentity;
import io.sealcopy.target.scsi.UnitStores;
import io.sealcopy.target.scsi.UnitUpkeep;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The target that hosts use, as the configuration describes it. */
final class HostTarget {
  private HostTarget() {}

  static TargetServer start(
      TargetConfig config,
      Map<String, ServedVolume> volumes,
      UnitStores stores,
      BackgroundWork work,
      VolumePairs pairs,
      AuditLog audit,
      MeterRegistry registry)
      throws IOException {
    ConfiguredAccess access = new ConfiguredAccess(config);
    Map<Integer, LogicalUnit> units = new LinkedHashMap<>();
    Map<Integer, String> names = new HashMap<>();
    for (VolumeConfig volume : config.volumes()) {
      Volume served = java.util.Objects.requireNonNull(volumes.get(volume.name())).unit();
      UnitUpkeep upkeep =
          new UnitUpkeep(
              stores.of(volume.name(), served.traits().id()), work, volume.sanitizeRate());
      units.put(volume.lun(), unit(access, volume, served, upkeep));
      names.put(volume.lun(), volume.name());
    }
    InBandCommands inBand = new InBandCommands(names, access::rolesOn, pairs, audit);
    TargetServerSettings settings =
        ConfiguredServer.settings(config, access, CommandTable.STANDARD.with(inBand.specs()));
    return TargetServer.start(
        settings,
        java.util.List.of(
            TargetDefinition.of(config.name(), units, access).withMask(access::shows)),
        registry);
  }

  private static LogicalUnit unit(
      ConfiguredAccess access, VolumeConfig volume, Volume served, UnitUpkeep upkeep) {
    Volume hidden = new HiddenVolume(volume.name(), served);
    return new LogicalUnit(
        UnitIdentity.ofVolume(served.traits().id()).withRemovable(volume.removable()),
        served,
        nexus -> access.rolesOn(volume.name(), nexus).contains(Role.HOST) ? served : hidden,
        TransferLimits.DEFAULT,
        upkeep);
  }
}

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
import io.sealcopy.target.remote.SealedCopy;
import io.sealcopy.target.remote.VendorCommands;
import io.sealcopy.target.scsi.BackgroundWork;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.TransferLimits;
import io.sealcopy.target.scsi.UnitIdentity;
import io.sealcopy.target.scsi.UnitStores;
import io.sealcopy.target.scsi.UnitUpkeep;
import io.sealcopy.target.scsi.VolumeViews;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The target that hosts use, as the configuration describes it. */
final class HostTarget {
  private HostTarget() {}

  static TargetServer start(
      TargetConfig config,
      ConfiguredAccess access,
      Map<String, ServedVolume> volumes,
      CentreCopies copies,
      UnitStores stores,
      BackgroundWork work,
      VolumePairs pairs,
      AuditLog audit,
      MeterRegistry registry)
      throws IOException {
    Map<Integer, LogicalUnit> units = new LinkedHashMap<>();
    Map<Integer, String> names = new HashMap<>();
    for (VolumeConfig volume : config.volumes()) {
      Volume served = java.util.Objects.requireNonNull(volumes.get(volume.name())).unit();
      UnitUpkeep upkeep =
          new UnitUpkeep(
              stores.of(volume.name(), served.traits().id()), work, volume.sanitizeRate());
      LogicalUnit unit = unit(access, volume, served, copies.on(volume.name()), upkeep);
      copies.shownBy(volume.name(), unit);
      units.put(volume.lun(), unit);
      names.put(volume.lun(), volume.name());
    }
    InBandCommands inBand = new InBandCommands(names, access::rolesOn, pairs, audit);
    CommandTable commands =
        CommandTable.STANDARD.with(inBand.specs()).with(new VendorCommands(audit).specs());
    TargetServerSettings settings = ConfiguredServer.settings(config, access, commands);
    return TargetServer.start(
        settings,
        java.util.List.of(
            TargetDefinition.of(config.name(), units, access).withMask(access::shows)),
        registry);
  }

  private static LogicalUnit unit(
      ConfiguredAccess access,
      VolumeConfig volume,
      Volume served,
      @Nullable SealedCopy copy,
      UnitUpkeep upkeep) {
    Volume hidden = new HiddenVolume(volume.name(), served);
    VolumeViews ordinary =
        nexus -> access.rolesOn(volume.name(), nexus).contains(Role.HOST) ? served : hidden;
    VolumeViews views =
        copy == null
            ? ordinary
            : nexus -> copy.isServing() ? copy.viewFor(nexus) : ordinary.viewFor(nexus);
    return new LogicalUnit(
        UnitIdentity.ofVolume(served.traits().id()).withRemovable(volume.removable()),
        served,
        views,
        TransferLimits.DEFAULT,
        upkeep);
  }
}

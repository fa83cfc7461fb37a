package io.sealcopy.target.cli;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.TargetStatusJson;
import io.sealcopy.target.TimedWork;
import io.sealcopy.target.admin.AdminServer;
import io.sealcopy.target.configured.ConfiguredAccess;
import io.sealcopy.target.configured.ConfiguredServer;
import io.sealcopy.target.remote.AuditLog;
import io.sealcopy.target.remote.CopyBlocks;
import io.sealcopy.target.remote.CopyCommands;
import io.sealcopy.target.remote.CopyStatusJson;
import io.sealcopy.target.remote.GroupFiles;
import io.sealcopy.target.remote.SealedCopies;
import io.sealcopy.target.remote.SealedCopy;
import io.sealcopy.target.remote.VendorCommands;
import io.sealcopy.target.scsi.BackgroundWork;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.UnitStores;
import io.sealcopy.target.scsi.UnitUpkeep;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running remote centre: state directory, volumes, copies, target server, admin server. */
public final class RemoteCentre implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteCentre.class);

  private final RemoteConfig config;
  private final Function<Volume, CopyBlocks> placement;
  private final ConfiguredAccess access;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SecureRandom random = new SecureRandom();
  private List<SealedCopy> copies = List.of();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final List<InetSocketAddress> portals = new ArrayList<>();
  private final List<InetSocketAddress> securedPortals = new ArrayList<>();
  private InetSocketAddress admin = new InetSocketAddress(0);

  private RemoteCentre(RemoteConfig config, Function<Volume, CopyBlocks> placement) {
    this.config = config;
    this.placement = placement;
    this.access = new ConfiguredAccess(config.target());
  }

  /**
   * Opens everything, applies what the receive journals hold, then listens.
   *
   * @throws IOException naming what cannot be opened; then nothing is left open
   */
  public static RemoteCentre start(RemoteConfig config) throws IOException {
    return start(config, CopyBlocks::on);
  }

  /**
   * The same with another way to put received blocks on a copy's volume: what that costs can be
   * measured.
   *
   * @throws IOException naming what cannot be opened; then nothing is left open
   */
  public static RemoteCentre start(RemoteConfig config, Function<Volume, CopyBlocks> placement)
      throws IOException {
    RemoteCentre centre = new RemoteCentre(config, placement);
    try {
      centre.open();
      return centre;
    } catch (IOException | RuntimeException e) {
      centre.close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T keep(T resource) {
    opened.push(resource);
    return resource;
  }

  private void open() throws IOException {
    StorageDirectory state = keep(ChannelDirectory.open(config.stateDirectory()));
    AuditLog audit = keep(new AuditLog(state, InstantSource.system()));
    UnitStores stores = keep(UnitStores.open(state));
    TimedWork work = keep(new TimedWork());
    Map<Integer, LogicalUnit> units = new HashMap<>();
    GroupFiles files =
        new GroupFiles(config.receiveJournal().size(), config.earlierImage(), random::nextLong);
    SealedCopies sealed =
        new SealedCopies(state, files, config.receiveMemory(), patience(), registry);
    for (VolumeConfig volume : config.target().volumes()) {
      units.put(volume.lun(), unit(state, stores, work, sealed, volume));
    }
    keep(sealed).start();
    copies = sealed.copies();
    CommandTable commands = CommandTable.STANDARD.with(new VendorCommands(audit).specs());
    TargetServerSettings settings = ConfiguredServer.settings(config.target(), access, commands);
    TargetDefinition target =
        TargetDefinition.of(config.target().name(), units, access).withMask(access::shows);
    TargetServer server = keep(TargetServer.start(settings, List.of(target), registry));
    server.whenLoginFails(audit::write);
    portals.addAll(server.portals());
    securedPortals.addAll(server.securedPortals());
    AdminServer http =
        keep(
            AdminServer.start(
                config.admin(),
                TokenFile.read(config.admin().tokenFile(), random),
                registry,
                sealed::trouble));
    http.audited(audit::write)
        .route("/v1/copies", new CopyStatusJson(sealed, new CopyCommands(sealed::copies, audit)))
        .route("/v1/target", new TargetStatusJson(server, target.name()));
    admin = http.address();
  }

  private LogicalUnit unit(
      StorageDirectory state,
      UnitStores stores,
      BackgroundWork work,
      SealedCopies sealed,
      VolumeConfig config)
      throws IOException {
    Volume volume = keep(new ConfiguredVolumes(state).open(config));
    UnitUpkeep upkeep =
        new UnitUpkeep(stores.of(config.name(), volume.traits().id()), work, config.sanitizeRate());
    if (!access.isCopy(config.name())) {
      return LogicalUnit.of(volume, config.removable(), upkeep);
    }
    if (!volume.traits().keepsContents()) {
      throw new IOException(
          "volume " + config.name() + " is a copy; memory would lose what was acknowledged");
    }
    SealedCopy copy =
        sealed.add(
            config.name(),
            volume,
            placement.apply(volume),
            nexus -> access.rolesOn(config.name(), nexus));
    return copy.unit(upkeep);
  }

  private int patience() {
    return config
        .automaticTakeOver()
        .map(time -> Math.toIntExact(Math.max(time.toSeconds(), 1)))
        .orElse(-1);
  }

  TargetConfig target() {
    return config.target();
  }

  /** Where initiators reach it without TLS. */
  public List<InetSocketAddress> portals() {
    return portals;
  }

  /** Where initiators reach it in TLS. */
  public List<InetSocketAddress> securedPortals() {
    return securedPortals;
  }

  /** Where the admin server listens. */
  public InetSocketAddress admin() {
    return admin;
  }

  /** Its copies. */
  public List<SealedCopy> copies() {
    return copies;
  }

  /** Ends sessions, puts every copy into a checkpoint, gives everything back. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        // Shutting down: the rest must be closed too, and a crash here would lose nothing.
        LOG.warn("closing", e);
      }
    }
  }
}

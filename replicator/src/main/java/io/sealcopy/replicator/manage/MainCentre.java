package io.sealcopy.replicator.manage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.replicator.inband.VolumePairs;
import io.sealcopy.replicator.volume.ConfiguredVolumes;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetStatusJson;
import io.sealcopy.target.TimedWork;
import io.sealcopy.target.admin.AdminRoute;
import io.sealcopy.target.admin.AdminServer;
import io.sealcopy.target.admin.AdminToken;
import io.sealcopy.target.configured.ConfiguredAccess;
import io.sealcopy.target.remote.AuditLog;
import io.sealcopy.target.remote.CopyCommands;
import io.sealcopy.target.remote.CopyStatusJson;
import io.sealcopy.target.scsi.UnitStores;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running main centre: volumes, pairs, the target for hosts, the administration API. */
public final class MainCentre implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MainCentre.class);

  /** Reads the token of the administration API, or makes it; the state directory exists. */
  @FunctionalInterface
  public interface TokenSource {
    AdminToken read() throws IOException;
  }

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final TargetServer target;
  private final AdminServer admin;

  private MainCentre(MainConfig config, TokenSource token) throws IOException {
    try {
      SecureRandom random = new SecureRandom();
      StorageDirectory state = keep(ChannelDirectory.open(config.stateDirectory()));
      CentreKeys keys;
      try (StorageDirectory identity = state.directory("identity")) {
        keys = CentreKeys.open(identity, config.initiatorName(), Instant.now(), random);
      }
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      opened.push(registry::close);
      Map<String, ServedVolume> volumes = new LinkedHashMap<>();
      for (VolumeConfig volume : config.target().volumes()) {
        Volume raw = keep(ConfiguredVolumes.open(volume, config.initiatorName(), state));
        volumes.put(volume.name(), new ServedVolume(volume.name(), raw));
      }
      ConfiguredAccess access = new ConfiguredAccess(config.target());
      CentreCopies copies =
          keep(new CentreCopies(state, config, access, volumes, registry, random::nextLong));
      PairManager pairs =
          keep(new PairManager(state, config, keys, volumes, copies, registry, random));
      pairs.openAll();
      UnitStores stores = keep(UnitStores.open(state));
      AuditLog audit = keep(new AuditLog(state, InstantSource.system()));
      TimedWork work = keep(new TimedWork());
      VolumePairs inBand = new InBandPairs(pairs);
      target =
          keep(
              HostTarget.start(
                  config.target(), access, volumes, copies, stores, work, inBand, audit, registry));
      target.whenLoginFails(audit::write);
      admin =
          keep(
              AdminServer.start(
                  config.admin(), token.read(), registry, () -> trouble(pairs, copies)));
      admin
          .audited(audit::write)
          .route(
              "/v1/pairs", new PairApi(pairs, name -> RemoteLogins.url(config, name), audit::write))
          .route(
              "/v1/copies",
              new CopyStatusJson(copies.sealed(), new CopyCommands(copies.sealed()::copies, audit)))
          .route("/v1/kept", pairs.keptFiles())
          .route("/v1/identity", _ -> identity(keys))
          .route("/v1/target", new TargetStatusJson(target, config.target().name()));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static List<String> trouble(PairManager pairs, CentreCopies copies) {
    List<String> all = new ArrayList<>(pairs.trouble());
    all.addAll(copies.sealed().trouble());
    return all;
  }

  private static AdminRoute.Response identity(CentreKeys keys) {
    return AdminRoute.Response.json(
        200,
        Map.of(
            "signer",
            new String(keys.signerCertificate(), US_ASCII),
            "fingerprint",
            keys.signerFingerprint().toString()));
  }

  /**
   * Starts everything; what was started is closed again when something cannot be.
   *
   * @throws IOException naming what cannot be opened
   */
  public static MainCentre start(MainConfig config, TokenSource token) throws IOException {
    return new MainCentre(config, token);
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  /** Where hosts reach it without TLS. */
  public List<InetSocketAddress> portals() {
    return target.portals();
  }

  /** Where hosts reach it in TLS. */
  public List<InetSocketAddress> securedPortals() {
    return target.securedPortals();
  }

  /** Where the administration API listens. */
  public InetSocketAddress adminAddress() {
    return admin.address();
  }

  /** In order: hosts first, then pairs, then volumes. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      AutoCloseable each = opened.pop();
      try {
        each.close();
      } catch (Exception e) {
        LOG.warn("closing {}: {}", each.getClass().getSimpleName(), e.getMessage());
      }
    }
  }
}

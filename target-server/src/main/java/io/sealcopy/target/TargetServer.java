package io.sealcopy.target;

import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.target.iscsi.Connection;
import io.sealcopy.target.iscsi.IscsiLimits;
import io.sealcopy.target.iscsi.LoginGuard;
import io.sealcopy.target.iscsi.PortalAddress;
import io.sealcopy.target.iscsi.ServedTarget;
import io.sealcopy.target.iscsi.Session;
import io.sealcopy.target.iscsi.SessionRegistry;
import io.sealcopy.target.iscsi.TargetDirectory;
import io.sealcopy.target.net.PortalServer;
import io.sealcopy.target.net.TlsPortals;
import io.sealcopy.target.net.Transports;
import io.sealcopy.target.scsi.CommandPipeline;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.ScsiTarget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An iSCSI target server: portals, targets, sessions. Safe for any thread. */
public final class TargetServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TargetServer.class);

  /** All portals of a server lead to the same place: one portal group. */
  static final int PORTAL_GROUP_TAG = 1;

  private final TargetServerSettings settings;
  private final TargetDirectory directory;
  private final SessionRegistry sessions;
  private final Transports transports;
  private final PortalServer network;
  private final TargetMetrics metrics;
  private boolean closed;

  private TargetServer(TargetServerSettings settings, MeterRegistry registry) {
    this.settings = settings;
    directory = new TargetDirectory(settings.discovery());
    metrics = new TargetMetrics(registry, settings.commands());
    sessions = new SessionRegistry(settings.maxSessions(), settings.iscsi().queueDepth(), metrics);
    transports = Transports.choose(settings.transport(), settings.spin());
    network = new PortalServer(transports, settings.loops(), settings.net());
    metrics.watch(network::bufferedBytes);
  }

  /**
   * Starts a server, which listens when this returns.
   *
   * @throws IOException naming the portal that cannot be bound
   */
  public static TargetServer start(
      TargetServerSettings settings, List<TargetDefinition> targets, MeterRegistry registry)
      throws IOException {
    TargetServer server = new TargetServer(settings, registry);
    targets.forEach(server::addTarget);
    Connection.Shared shared =
        new Connection.Shared(
            server.directory,
            server.sessions,
            new CommandPipeline(settings.commands()),
            server.limits(),
            new LoginGuard(
                settings.net().loginFailures(),
                TimeUnit.MILLISECONDS.toNanos(settings.net().loginWaitMillis()),
                System::nanoTime),
            server.metrics,
            new SecureRandom());
    try {
      for (InetSocketAddress portal : settings.portals()) {
        InetSocketAddress bound = server.network.listen(portal, shared, null);
        server.directory.portal(bound, false);
        LOG.info("portal {} is open", PortalAddress.text(bound));
      }
      if (settings.tls().isPresent()) {
        TlsPortals tls = settings.tls().get();
        for (InetSocketAddress portal : tls.addresses()) {
          InetSocketAddress bound = server.network.listen(portal, shared, tls);
          server.directory.portal(bound, true);
          LOG.info("portal {} is open, in TLS", PortalAddress.text(bound));
        }
      }
    } catch (IOException e) {
      server.network.close();
      throw e;
    }
    return server;
  }

  private IscsiLimits limits() {
    return transports.canShareLoops() ? settings.iscsi() : settings.iscsi().withMaxConnections(1);
  }

  /** Where it listens without TLS. */
  public List<InetSocketAddress> portals() {
    return List.copyOf(directory.portals(false));
  }

  /** Where it listens for TLS. */
  public List<InetSocketAddress> securedPortals() {
    return List.copyOf(directory.portals(true));
  }

  /**
   * Serves one more target.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public ScsiTarget addTarget(TargetDefinition target) {
    ScsiTarget scsi =
        new ScsiTarget(
            target.name(),
            PORTAL_GROUP_TAG,
            target.powerOnAttention(),
            target.units(),
            target.mask());
    if (!directory.add(new ServedTarget(scsi, target.alias(), target.access()))) {
      throw new IllegalArgumentException("there is a target " + target.name() + " already");
    }
    return scsi;
  }

  /** The target of this name, for its units and nexuses. */
  public Optional<ScsiTarget> target(String name) {
    return directory.find(name).map(ServedTarget::scsi);
  }

  /** Serves a target no more: its sessions end, then {@code whenGone} runs on some thread. */
  public void removeTarget(String name, Runnable whenGone) {
    directory.remove(name);
    endSessions(sessions.of(name), "its target was removed", whenGone);
  }

  /** Hears of sessions that begin and end, from now on. Must not block. */
  public void whenSessionOpens(Consumer<Nexus> listener) {
    metrics.whenSessionOpens(listener);
  }

  public void whenSessionCloses(Consumer<Nexus> listener) {
    metrics.whenSessionCloses(listener);
  }

  /** Hears a line for every refused login, fewer in a storm of them. Must not block for long. */
  public void whenLoginFails(Consumer<String> listener) {
    metrics.whenLoginFails(listener);
  }

  /** Sessions now. */
  public int sessions() {
    return sessions.all().size();
  }

  /**
   * Ends in peace: accepts no more, asks initiators to log out, waits for them a little, closes.
   * Volumes stay open; they are the caller's.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    network.stopListening();
    sessions.close();
    int seconds = settings.drainSeconds();
    sessions.all().forEach(session -> session.requestLogout(seconds));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!sessions.all().isEmpty() && System.nanoTime() < deadline) {
      if (!sleep(20)) {
        break;
      }
    }
    CountDownLatch ended = new CountDownLatch(1);
    endSessions(sessions.all(), "the server stops", ended::countDown);
    try {
      if (!ended.await(5, TimeUnit.SECONDS)) {
        LOG.warn("{} sessions did not end in time", sessions.all().size());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    network.close();
  }

  private static void endSessions(List<Session> which, String reason, Runnable whenGone) {
    AtomicInteger open = new AtomicInteger(which.size() + 1);
    Runnable oneGone =
        () -> {
          if (open.decrementAndGet() == 0) {
            whenGone.run();
          }
        };
    which.forEach(session -> session.drop(reason, oneGone));
    oneGone.run();
  }

  private static boolean sleep(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

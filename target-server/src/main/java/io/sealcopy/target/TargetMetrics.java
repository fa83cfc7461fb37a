package io.sealcopy.target;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.target.iscsi.LoginRefusal;
import io.sealcopy.target.iscsi.TargetEvents;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.Nexus;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Every metric of a target server:
 *
 * <ul>
 *   <li>{@code sealcopy.target.connections}, {@code sealcopy.target.sessions}: how many now
 *   <li>{@code sealcopy.target.commands} by {@code family} and {@code status}: how many answered
 *   <li>{@code sealcopy.target.bytes} by {@code direction} ({@code in} to the initiator, {@code
 *       out} from it)
 *   <li>{@code sealcopy.target.rejects} by {@code reason}, {@code sealcopy.target.logins.failed} by
 *       {@code status}
 *   <li>{@code sealcopy.target.logins.held}: how many had to wait because others like them failed
 *   <li>{@code sealcopy.target.buffered.bytes}: data waiting for peers now
 * </ul>
 */
final class TargetMetrics implements TargetEvents {
  private static final String PREFIX = "sealcopy.target.";
  private static final String UNKNOWN = "unknown";

  private final MeterRegistry registry;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger sessions = new AtomicInteger();
  private final Counter bytesIn;
  private final Counter bytesOut;
  private final Map<String, Map<ScsiStatus, Counter>> commands = new HashMap<>();
  private final RefusalLog refusals = new RefusalLog(System::nanoTime);
  private final List<Consumer<Nexus>> whenOpened = new CopyOnWriteArrayList<>();
  private final List<Consumer<Nexus>> whenClosed = new CopyOnWriteArrayList<>();

  TargetMetrics(MeterRegistry registry, CommandTable table) {
    this.registry = registry;
    Gauge.builder(PREFIX + "connections", connections, AtomicInteger::get).register(registry);
    Gauge.builder(PREFIX + "sessions", sessions, AtomicInteger::get).register(registry);
    bytesIn = registry.counter(PREFIX + "bytes", "direction", "in");
    bytesOut = registry.counter(PREFIX + "bytes", "direction", "out");
    table.rows().forEach(row -> commands.computeIfAbsent(row.family(), this::byStatus));
    commands.put(UNKNOWN, byStatus(UNKNOWN));
  }

  private Map<ScsiStatus, Counter> byStatus(String family) {
    Map<ScsiStatus, Counter> counters = new EnumMap<>(ScsiStatus.class);
    for (ScsiStatus status : ScsiStatus.values()) {
      counters.put(
          status,
          registry.counter(PREFIX + "commands", "family", family, "status", label(status.name())));
    }
    return counters;
  }

  private static String label(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  void watch(LongSupplier bufferedBytes) {
    Gauge.builder(PREFIX + "buffered.bytes", bufferedBytes, LongSupplier::getAsLong)
        // Nobody else keeps the supplier: without this it is collected, and the metric ends.
        .strongReference(true)
        .register(registry);
  }

  void whenSessionOpens(Consumer<Nexus> listener) {
    whenOpened.add(listener);
  }

  void whenSessionCloses(Consumer<Nexus> listener) {
    whenClosed.add(listener);
  }

  @Override
  public void connectionOpened() {
    connections.incrementAndGet();
  }

  @Override
  public void connectionClosed() {
    connections.decrementAndGet();
  }

  @Override
  public void loginFailed(LoginRefusal refusal) {
    String status = label(refusal.status().name());
    registry.counter(PREFIX + "logins.failed", "status", status).increment();
    refusals.refused(refusal);
  }

  @Override
  public void loginHeld() {
    registry.counter(PREFIX + "logins.held").increment();
  }

  /** Hears of every refused login, as a line for an audit log. */
  void whenLoginFails(Consumer<String> listener) {
    refusals.listen(listener);
  }

  @Override
  public void sessionOpened(Nexus nexus) {
    sessions.incrementAndGet();
    whenOpened.forEach(listener -> listener.accept(nexus));
  }

  @Override
  public void sessionClosed(Nexus nexus) {
    sessions.decrementAndGet();
    whenClosed.forEach(listener -> listener.accept(nexus));
  }

  @Override
  public void rejected(RejectReason reason) {
    registry.counter(PREFIX + "rejects", "reason", label(reason.name())).increment();
  }

  @Override
  public void commandEnded(
      @Nullable CommandSpec row, ScsiStatus status, long dataIn, long dataOut) {
    Map<ScsiStatus, Counter> counters = commands.get(row == null ? UNKNOWN : row.family());
    Counter counter = counters == null ? null : counters.get(status);
    if (counter != null) {
      counter.increment();
    }
    if (dataIn > 0) {
      bytesIn.increment((double) dataIn);
    }
    if (dataOut > 0) {
      bytesOut.increment((double) dataOut);
    }
  }
}

package io.sealcopy.replicator.manage;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.replicator.pair.GroupLoop;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a pair measures, each with the tag {@code pair}; at most 100 ms old.
 *
 * <ul>
 *   <li>{@code sealcopy.pair.changes}, {@code .sealed.bytes}, {@code .syncs}, {@code .writes.sent},
 *       {@code .bytes.sent}, {@code .regions.copied}: counters since the start
 *   <li>{@code sealcopy.pair.journal.fill} (0 to 1), {@code .in.flight.bytes}, {@code
 *       .dirty.regions}, {@code .active.regions}, {@code .copied} (0 to 1)
 *   <li>{@code sealcopy.pair.lag.seconds}, {@code .lag.bytes}, {@code .lag.changes}: what a loss of
 *       this centre now would cost, by this centre's clock alone
 *   <li>{@code sealcopy.pair.consistent}: 1 while the remote is an image; {@code
 *       sealcopy.pair.link.up}: 1 while a nexus is open; {@code sealcopy.pair.state}: 1 for the
 *       state in the tag {@code state}, 0 for the others
 * </ul>
 */
final class PairMetrics {
  private static final String PREFIX = "sealcopy.pair.";

  private final MeterRegistry registry;
  private final String pair;
  private final GroupLoop loop;
  private final List<Meter> meters = new ArrayList<>();

  PairMetrics(MeterRegistry registry, String pair, GroupLoop loop) {
    this.registry = registry;
    this.pair = pair;
    this.loop = loop;
    counter("changes", status -> status.counters().changes());
    counter("sealed.bytes", status -> status.counters().bytesSealed());
    counter("syncs", status -> status.counters().syncs());
    counter("writes.sent", status -> status.counters().writesSent());
    counter("bytes.sent", status -> status.counters().bytesSent());
    counter("regions.copied", status -> status.counters().copied());
    gauge("journal.fill", status -> status.journalPercent() / 100.0);
    gauge("in.flight.bytes", PairStatus::inFlightBytes);
    gauge("dirty.regions", PairStatus::dirtyRegions);
    gauge("active.regions", PairStatus::activeRegions);
    gauge("copied", status -> status.copiedPercent() / 100.0);
    gauge("lag.seconds", status -> status.lagMillis() / 1000.0);
    gauge("lag.bytes", PairStatus::lagBytes);
    gauge("lag.changes", PairStatus::lagChanges);
    gauge("consistent", status -> status.consistent() ? 1 : 0);
    gauge("link.up", status -> status.link().word().equals("up") ? 1 : 0);
    for (PairState state : PairState.values()) {
      meters.add(
          Gauge.builder(
                  PREFIX + "state", loop, each -> value(each, s -> s.state() == state ? 1 : 0))
              .tag("pair", pair)
              .tag("state", state.name())
              .register(registry));
    }
  }

  private void counter(String name, ToDoubleFunction<PairStatus> of) {
    meters.add(
        FunctionCounter.builder(PREFIX + name, loop, each -> value(each, of))
            .tag("pair", pair)
            .register(registry));
  }

  private void gauge(String name, ToDoubleFunction<PairStatus> of) {
    meters.add(
        Gauge.builder(PREFIX + name, loop, each -> value(each, of))
            .tag("pair", pair)
            .register(registry));
  }

  private static double value(GroupLoop loop, ToDoubleFunction<PairStatus> of) {
    PairStatus status = loop.status();
    return status == null ? 0 : of.applyAsDouble(status);
  }

  /** The pair is gone. */
  void remove() {
    meters.forEach(registry::remove);
  }
}

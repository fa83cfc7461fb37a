package io.sealcopy.target.remote;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/**
 * Every metric of a group of sealed copies, each with the tag {@code group}:
 *
 * <ul>
 *   <li>{@code sealcopy.receive.syncs}: duration of the journal's writes with their sync, and of
 *       checkpoints, and of reading for digests, by {@code job}
 *   <li>{@code sealcopy.receive.arrivals.durable}, {@code sealcopy.receive.arrivals.applied}:
 *       arrival numbers; their difference is the apply lag
 *   <li>{@code sealcopy.receive.pending}, {@code sealcopy.receive.waiting}: records not applied,
 *       commands that wait for room
 *   <li>{@code sealcopy.receive.journal.fill}: 0 to 1
 *   <li>{@code sealcopy.receive.memory}: bytes that writes hold which are not in place
 *   <li>{@code sealcopy.receive.members}: its copies
 *   <li>{@code sealcopy.receive.fault}: 1 when the group takes no changes
 * </ul>
 */
final class GroupMetrics implements AutoCloseable {
  private static final String PREFIX = "sealcopy.receive.";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Timer syncs;
  private final Timer checkpoints;
  private final Timer digests;
  private final Timer failures;
  private final List<Meter> meters = new ArrayList<>();

  GroupMetrics(MeterRegistry registry, UUID group) {
    this.registry = registry;
    this.tags = Tags.of("group", group.toString());
    syncs = timer("sync");
    checkpoints = timer("checkpoint");
    digests = timer("digests");
    failures = timer("failed");
  }

  private Timer timer(String job) {
    Timer timer = registry.timer(PREFIX + "syncs", tags.and("job", job));
    meters.add(timer);
    return timer;
  }

  /** Runs a background job and records how long it took. */
  CopyEvent timed(CopyPorts.Job job) {
    Timer.Sample sample = Timer.start(registry);
    CopyEvent event = job.run();
    Timer timer =
        switch (event) {
          case CopyEvent.Synced _ -> syncs;
          case CopyEvent.CheckpointDone _ -> checkpoints;
          case CopyEvent.DigestsRead _ -> digests;
          default -> failures;
        };
    sample.stop(timer);
    return event;
  }

  void watch(CopyGroup group) {
    gauge(group, "pending", s -> s.pending());
    gauge(group, "waiting", s -> s.waiting());
    gauge(group, "journal.fill", GroupStatistics::journalFill);
    gauge(group, "members", s -> s.members());
    gauge(group, "fault", s -> s.fault().isPresent() ? 1 : 0);
    gauge(group, "arrivals.durable", s -> s.durableArrival());
    gauge(group, "arrivals.applied", s -> s.appliedArrival());
    meters.add(
        Gauge.builder(PREFIX + "memory", group, g -> (double) g.heldBytes())
            .tags(tags)
            .register(registry));
  }

  private void gauge(CopyGroup group, String name, ToDoubleFunction<GroupStatistics> value) {
    meters.add(
        Gauge.builder(PREFIX + name, group, g -> value.applyAsDouble(g.statistics()))
            .tags(tags)
            .register(registry));
  }

  /** The group is gone. */
  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}

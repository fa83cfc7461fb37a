package io.sealcopy.target.remote;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.sealcopy.protocol.vendor.CopyStatus;
import java.util.function.ToDoubleFunction;

/**
 * Every metric of a sealed copy, each with the tag {@code copy}:
 *
 * <ul>
 *   <li>{@code sealcopy.copy.writes}, {@code sealcopy.copy.bytes} by {@code from} ({@code main},
 *       {@code decryptor}): WRITEs with all their data, before it is decided whether they land
 *   <li>{@code sealcopy.copy.syncs}: duration of the journal's writes with their sync, and of
 *       checkpoints, and of reading for digests, by {@code job}
 *   <li>{@code sealcopy.copy.arrivals.durable}, {@code sealcopy.copy.arrivals.applied}: arrival
 *       numbers; their difference is the apply lag
 *   <li>{@code sealcopy.copy.pending}, {@code sealcopy.copy.waiting}: records not applied, commands
 *       that wait for room
 *   <li>{@code sealcopy.copy.journal.fill}: 0 to 1
 *   <li>{@code sealcopy.copy.blocks.ciphertext}, {@code sealcopy.copy.blocks.handed.out}
 *   <li>{@code sealcopy.copy.taken.over}, {@code sealcopy.copy.disaster}: 1 when the copy is this
 *       centre's own; when somebody told of a disaster and nothing was done about it
 *   <li>{@code sealcopy.copy.regions.changed}: regions that hosts changed since the take-over
 *   <li>{@code sealcopy.copy.fault}: 1 when the copy takes no changes
 * </ul>
 */
public final class CopyMetrics {
  private static final String PREFIX = "sealcopy.copy.";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Counter mainWrites;
  private final Counter mainBytes;
  private final Counter decryptorWrites;
  private final Counter decryptorBytes;
  private final Timer syncs;
  private final Timer checkpoints;
  private final Timer digests;
  private final Timer failures;

  /** The metrics of the copy called {@code copy}. */
  public CopyMetrics(MeterRegistry registry, String copy) {
    this.registry = registry;
    this.tags = Tags.of("copy", copy);
    mainWrites = registry.counter(PREFIX + "writes", tags.and("from", "main"));
    mainBytes = registry.counter(PREFIX + "bytes", tags.and("from", "main"));
    decryptorWrites = registry.counter(PREFIX + "writes", tags.and("from", "decryptor"));
    decryptorBytes = registry.counter(PREFIX + "bytes", tags.and("from", "decryptor"));
    syncs = registry.timer(PREFIX + "syncs", tags.and("job", "sync"));
    checkpoints = registry.timer(PREFIX + "syncs", tags.and("job", "checkpoint"));
    digests = registry.timer(PREFIX + "syncs", tags.and("job", "digests"));
    failures = registry.timer(PREFIX + "syncs", tags.and("job", "failed"));
  }

  void count(CopyEvent event) {
    if (event instanceof CopyEvent.ReplicationWrite write) {
      mainWrites.increment();
      mainBytes.increment((double) write.data().length());
    } else if (event instanceof CopyEvent.DecryptorWrite write) {
      decryptorWrites.increment();
      decryptorBytes.increment((double) write.data().length());
    }
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

  void watch(SealedCopy copy) {
    gauge(copy, "pending", s -> s.pending());
    gauge(copy, "waiting", s -> s.waiting());
    gauge(copy, "journal.fill", CopyStatistics::journalFill);
    gauge(copy, "blocks.ciphertext", s -> s.status().ciphertextBlocks());
    gauge(copy, "blocks.handed.out", s -> s.status().handedOutBlocks());
    gauge(copy, "fault", s -> s.status().fault().isPresent() ? 1 : 0);
    gauge(copy, "taken.over", s -> s.takeOver().takenOver() ? 1 : 0);
    gauge(copy, "disaster", s -> s.takeOver().disaster() ? 1 : 0);
    gauge(copy, "regions.changed", s -> s.takeOver().changedRegions());
    gauge(copy, "arrivals.durable", s -> arrivals(s, CopyStatus.Binding::durableArrival));
    gauge(copy, "arrivals.applied", s -> arrivals(s, CopyStatus.Binding::appliedArrival));
  }

  private static double arrivals(
      CopyStatistics statistics, ToDoubleFunction<CopyStatus.Binding> which) {
    return statistics.status().binding().map(which::applyAsDouble).orElse(0.0);
  }

  private void gauge(SealedCopy copy, String name, ToDoubleFunction<CopyStatistics> value) {
    Gauge.builder(PREFIX + name, copy, c -> value.applyAsDouble(c.statistics()))
        .tags(tags)
        .register(registry);
  }
}

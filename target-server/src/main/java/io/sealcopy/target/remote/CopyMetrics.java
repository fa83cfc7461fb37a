package io.sealcopy.target.remote;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/**
 * Every metric of a sealed copy, each with the tag {@code copy}; those of its group are {@link
 * GroupMetrics}:
 *
 * <ul>
 *   <li>{@code sealcopy.copy.writes}, {@code sealcopy.copy.bytes} by {@code from} ({@code main},
 *       {@code decryptor}): WRITEs and records with all their data, before it is decided whether
 *       they land
 *   <li>{@code sealcopy.copy.blocks.ciphertext}, {@code sealcopy.copy.blocks.handed.out}
 *   <li>{@code sealcopy.copy.taken.over}, {@code sealcopy.copy.disaster}: 1 when the copy is this
 *       centre's own; when somebody told of a disaster and nothing was done about it
 *   <li>{@code sealcopy.copy.regions.changed}: regions that hosts changed since the take-over
 *   <li>{@code sealcopy.copy.plain}: 1 when its main centre seals nothing
 *   <li>{@code sealcopy.copy.fault}: 1 when the copy takes no changes
 * </ul>
 */
final class CopyMetrics {
  private static final String PREFIX = "sealcopy.copy.";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Counter mainWrites;
  private final Counter mainBytes;
  private final Counter decryptorWrites;
  private final Counter decryptorBytes;

  /** The metrics of the copy called {@code copy}. */
  CopyMetrics(MeterRegistry registry, String copy) {
    this.registry = registry;
    this.tags = Tags.of("copy", copy);
    mainWrites = registry.counter(PREFIX + "writes", tags.and("from", "main"));
    mainBytes = registry.counter(PREFIX + "bytes", tags.and("from", "main"));
    decryptorWrites = registry.counter(PREFIX + "writes", tags.and("from", "decryptor"));
    decryptorBytes = registry.counter(PREFIX + "bytes", tags.and("from", "decryptor"));
  }

  void count(CopyEvent event) {
    if (event instanceof CopyEvent.ReplicationWrite write) {
      mainWrites.increment();
      mainBytes.increment((double) write.data().length());
    } else if (event instanceof CopyEvent.RecordWrite record) {
      mainWrites.increment();
      mainBytes.increment(record.header().dataLength());
    } else if (event instanceof CopyEvent.ReplicationZeros) {
      mainWrites.increment();
    } else if (event instanceof CopyEvent.DecryptorWrite write) {
      decryptorWrites.increment();
      decryptorBytes.increment((double) write.data().length());
    }
  }

  void watch(SealedCopy copy) {
    gauge(copy, "blocks.ciphertext", s -> s.status().ciphertextBlocks());
    gauge(copy, "blocks.handed.out", s -> s.status().handedOutBlocks());
    gauge(copy, "fault", s -> s.status().fault().isPresent() ? 1 : 0);
    gauge(copy, "plain", s -> s.plain() ? 1 : 0);
    gauge(copy, "taken.over", s -> s.takeOver().takenOver() ? 1 : 0);
    gauge(copy, "disaster", s -> s.takeOver().disaster() ? 1 : 0);
    gauge(copy, "regions.changed", s -> s.takeOver().changedRegions());
  }

  private void gauge(SealedCopy copy, String name, ToDoubleFunction<CopyStatistics> value) {
    Gauge.builder(PREFIX + name, copy, c -> value.applyAsDouble(c.statistics()))
        .tags(tags)
        .register(registry);
  }
}

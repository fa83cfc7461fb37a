package io.sealcopy.replicator.manage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.config.MainConfig;
import io.sealcopy.crypto.Result;
import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.replicator.link.StandardLink;
import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.GroupCore;
import io.sealcopy.replicator.pair.GroupLoop;
import io.sealcopy.replicator.pair.GroupParameters;
import io.sealcopy.replicator.pair.HostBuffers;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairFiles;
import io.sealcopy.replicator.pair.PairHold;
import io.sealcopy.replicator.pair.PairedVolume;
import io.sealcopy.replicator.pair.RingJournal;
import io.sealcopy.replicator.pair.Sealer;
import io.sealcopy.replicator.pair.ShippingBase;
import io.sealcopy.replicator.pair.Standing;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Brings a pair's files to life: finds out what is wrong with them, and starts its group. */
final class PairOpener {
  private static final long BUFFERS_KEPT = 64L << 20;

  /** A quarter of the direct memory that the launcher gives. */
  private static final long BUFFERS_USED = 256L << 20;

  private final MainConfig config;
  private final CentreKeys keys;
  private final MeterRegistry registry;
  private final HostBuffers buffers = new HostBuffers(BUFFERS_KEPT, BUFFERS_USED);

  PairOpener(MainConfig config, CentreKeys keys, MeterRegistry registry) {
    this.config = config;
    this.registry = registry;
    Gauge.builder("sealcopy.host.buffers.bytes", buffers, HostBuffers::used).register(registry);
    this.keys = keys;
  }

  static GroupParameters parameters(PairDefinition pair, long journalSize) {
    return GroupParameters.standard(pair.name(), pair.first().geometry(), journalSize);
  }

  InitiatorOptions options(PairDefinition pair, Optional<ChapLogin> chap) {
    return RemoteLogins.options(
        config.initiatorName(),
        pair.groupId(),
        chap.or(() -> RemoteLogins.configured(config, pair.first().remote())));
  }

  /**
   * Opens a pair and puts it in front of its volume. Hosts' changes wait while others that began
   * before are under way.
   *
   * @throws IOException when its files cannot be read at all
   */
  Pair open(PairDirectory directory, List<ServedVolume> volumes) throws IOException {
    ServedVolume volume = volumes.getFirst();
    PairDefinition pair = directory.definition();
    GroupParameters parameters = parameters(pair, config.journal().size());
    PairFiles files = directory.files();
    ShippingBase base = files.base();
    RingJournal journal = directory.journal(pair, config.journal().size(), base.sequence());
    ActivityRegions regions = directory.regionLog(parameters);
    Sealer sealer = null;
    PairFault fault = fault(pair, volume, journal, files);
    switch (sealer(directory, pair)) {
      case Result.Ok<Sealer>(Sealer usable) -> sealer = usable;
      case Result.Refused<Sealer>(var refusal) ->
          fault = new PairFault(PairFault.Reason.KEY_UNAVAILABLE, refusal.message());
    }
    GroupLoop loop = new GroupLoop(pair.name(), volume.raw(), journal, files);
    StandardLink link =
        new StandardLink(
            pair.name(),
            new StandardLink.Destination(
                pair.first().remote(),
                options(pair, directory.chap()),
                pair.copy(pair.first()),
                pair.foreign(),
                pair.first().reservationKey()),
            loop);
    CompletableFuture<@Nullable Void> drained =
        volume
            .unit()
            .switchTo(
                new PairedVolume(
                    volume.raw(), buffers, parameters.chunkBytes(), loop::submit, loop::post));
    drained.join();
    Sealer used = sealer == null ? PairOpener::noKey : sealer;
    PairFault found = fault;
    PairHold hold = files.hold();
    loop.start(ports ->
        new GroupCore(
            parameters,
            volume.raw(),
            journal,
            regions,
            buffers,
            used,
            ports,
            link,
            new Standing(base, found, hold)));
    return new Pair(
        pair,
        directory,
        volumes,
        loop,
        journal,
        regions,
        new PairMetrics(registry, pair.name(), loop));
  }

  private static void noKey(long lba, java.nio.ByteBuffer plain, java.nio.ByteBuffer sealed) {
    throw new IllegalStateException("sealing without a key");
  }

  private Result<Sealer> sealer(PairDirectory directory, PairDefinition pair) throws IOException {
    return keys.sealer(directory.key(pair.generation()), pair, pair.first());
  }

  private static @Nullable PairFault fault(
      PairDefinition pair, ServedVolume volume, RingJournal journal, PairFiles files)
      throws IOException {
    // Rule 8 first: nothing of another volume may be shipped over the good copy.
    if (!volume.raw().traits().incarnation().equals(pair.first().incarnation())
        || !volume.raw().geometry().equals(pair.first().geometry())) {
      return new PairFault(
          PairFault.Reason.OTHER_INCARNATION,
          ("volume %s is not the one that was paired: it was made anew, restored or exchanged; if"
                  + " its content is right, resync copies all of it")
              .formatted(volume.name()));
    }
    String damage = journal.damage();
    return damage != null ? new PairFault(PairFault.Reason.JOURNAL_DAMAGED, damage) : files.fault();
  }
}

package io.sealcopy.replicator.manage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.config.MainConfig;
import io.sealcopy.crypto.Refusal;
import io.sealcopy.crypto.Result;
import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.replicator.link.CopyPlace;
import io.sealcopy.replicator.link.ReplicationLink;
import io.sealcopy.replicator.link.SealedLink;
import io.sealcopy.replicator.link.StandardLink;
import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.GroupCore;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.GroupLoop;
import io.sealcopy.replicator.pair.GroupMember;
import io.sealcopy.replicator.pair.GroupMembers;
import io.sealcopy.replicator.pair.GroupParameters;
import io.sealcopy.replicator.pair.HostBuffers;
import io.sealcopy.replicator.pair.Openings;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairFiles;
import io.sealcopy.replicator.pair.PairHold;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairedVolume;
import io.sealcopy.replicator.pair.RingJournal;
import io.sealcopy.replicator.pair.Sealer;
import io.sealcopy.replicator.pair.ShippingBase;
import io.sealcopy.replicator.pair.Standing;
import io.sealcopy.storage.volume.Volume;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
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
  private final SecureRandom linkNumbers = new SecureRandom();
  private final HostBuffers buffers = new HostBuffers(BUFFERS_KEPT, BUFFERS_USED);

  PairOpener(MainConfig config, CentreKeys keys, MeterRegistry registry) {
    this.config = config;
    this.registry = registry;
    Gauge.builder("sealcopy.host.buffers.bytes", buffers, HostBuffers::used).register(registry);
    this.keys = keys;
  }

  /** How it logs in at the remote. */
  InitiatorOptions options(PairDefinition pair, PairDirectory directory) throws IOException {
    return options(pair, directory.chap());
  }

  InitiatorOptions options(PairDefinition pair, Optional<ChapLogin> chap) {
    return RemoteLogins.options(
            config.initiatorName(),
            pair.groupId(),
            chap.or(() -> RemoteLogins.configured(config, pair.first().remote())))
        .withSecurity(RemoteLogins.linkSecurity(config, pair.first().remote()));
  }

  /**
   * Opens a pair and puts it in front of its volumes. Hosts' changes wait while others that began
   * before are under way.
   *
   * @param volumes the P-VOLs in the order of the members
   * @throws IOException when its files cannot be read at all
   */
  Pair open(PairDirectory directory, List<ServedVolume> volumes) throws IOException {
    PairDefinition pair = directory.definition();
    long journalSize = config.journal().size();
    GroupParameters parameters =
        GroupParameters.standard(pair.name(), journalSize)
            .withZerosSealed(
                pair.options().link() == PairOptions.Link.SEALED
                    && pair.options().holes() == PairOptions.Holes.SEALED);
    PairFiles files = directory.files();
    ShippingBase base = files.base();
    RingJournal journal = directory.journal(pair, journalSize, base.sequence());
    PairFault fault = fault(pair, volumes, journal, files);
    boolean lacked = fault != null && fault.reason() == PairFault.Reason.KEY_UNAVAILABLE;
    if (lacked) {
      fault = null; // It is only so as long as it is so: see below.
    }
    List<GroupMember.Part> parts = new ArrayList<>();
    for (int i = 0; i < volumes.size(); i++) {
      PairMember member = pair.members().get(i);
      Sealer sealer = PairOpener::noKey;
      switch (sealer(directory, pair, member)) {
        case Result.Ok<Sealer>(Sealer usable) -> sealer = usable;
        case Result.Refused<Sealer>(var refusal) ->
            fault = new PairFault(PairFault.Reason.KEY_UNAVAILABLE, refusal.message());
      }
      parts.add(new GroupMember.Part(member.volume(), volumes.get(i).top(), sealer));
    }
    if (lacked && fault == null) {
      // The key is back. Everything is marked, so the copier brings what came meanwhile.
      files.storeFault(null);
    }
    GroupMembers members = new GroupMembers(parameters, parts);
    ActivityRegions regions = directory.regionLog(members.regionCount());
    GroupLoop loop =
        new GroupLoop(
            pair.name(), parts.stream().map(GroupMember.Part::volume).toList(), journal, files);
    ReplicationLink link = link(pair, directory, loop);
    List<PairedVolume> views = views(parts, parameters, loop);
    putOn(volumes, parts, views);
    PairFault stored = files.fault();
    boolean fenced = stored != null && stored.reason() == PairFault.Reason.FENCED;
    if (fenced && fault != null && fault.reason() != PairFault.Reason.FENCED) {
      // Fenced comes first and stays; what else is wrong marks what it must.
      loop.post(new GroupEvent.Suspend(fault));
    }
    PairFault found = fenced ? stored : fault;
    PairHold hold = files.hold();
    Openings openings = files.openings();
    loop.post(new GroupEvent.LastVerify(files.verify()));
    loop.start(ports ->
        new GroupCore(
            parameters,
            members,
            journal,
            regions,
            buffers,
            ports,
            link,
            new Standing(base, found, hold, pair.options(), openings)));
    return new Pair(
        pair,
        directory,
        volumes,
        views,
        loop,
        journal,
        regions,
        new PairMetrics(registry, pair.name(), loop),
        CiphertextCount.of(pair, link));
  }

  /** What an operator must not overlook although nothing is broken. */
  List<String> warnings(PairDefinition pair) {
    List<String> warnings = new ArrayList<>();
    if (pair.foreign()) {
      reservations(pair, warnings);
    }
    if (pair.options().seal()) {
      return warnings;
    }
    warnings.add("seal off: what crosses, and the copy, is PLAIN");
    if (!RemoteLogins.isSecured(config, pair.first().remote())) {
      warnings.add("seal off over a link without TLS: everybody on the way can read what crosses");
    }
    return warnings;
  }

  private static void reservations(PairDefinition pair, List<String> warnings) {
    if (pair.members().stream().anyMatch(member -> member.reservationKey().isEmpty())) {
      warnings.add(
          "the target has no persistent reservations: nothing keeps other initiators from writing"
              + " the copy");
    } else if (!pair.members().stream().allMatch(PairMember::reservationLasting)) {
      warnings.add(
          "the target forgets our reservation when it loses power: then the pair is fenced, and has"
              + " to be made anew");
    }
  }

  /** Without its key a pair is suspended; hosts are served all the same. */
  private Result<Sealer> sealer(PairDirectory directory, PairDefinition pair, PairMember member) {
    if (!pair.options().seal()) {
      return new Result.Ok<>(Sealer.PLAIN);
    }
    byte[] record;
    try {
      record = directory.key(pair.generation());
    } catch (IOException e) {
      return new Result.Refused<>(new Refusal.NotReadable("the key record", e.toString()));
    }
    return keys.sealer(record, pair, member);
  }

  private ReplicationLink link(PairDefinition pair, PairDirectory directory, GroupLoop loop)
      throws IOException {
    InitiatorOptions login = options(pair, directory.chap());
    List<CopyPlace> places = PairMaker.places(pair);
    return switch (pair.options().link()) {
      case STANDARD ->
          new StandardLink(
              pair.name(),
              new StandardLink.Destination(login, places, pair.foreign()),
              loop,
              linkNumbers::nextLong);
      case SEALED ->
          new SealedLink(
              pair.name(),
              new SealedLink.Destination(
                  RemoteLogins.several(login, pair.options().connections()), places),
              loop,
              linkNumbers::nextLong);
    };
  }

  private List<PairedVolume> views(
      List<GroupMember.Part> parts, GroupParameters parameters, GroupLoop loop) {
    List<PairedVolume> views = new ArrayList<>();
    for (GroupMember.Part part : parts) {
      views.add(
          new PairedVolume(
              part.volume(),
              views.size(),
              buffers,
              parameters.chunkBytes(),
              loop::submit,
              loop::post));
    }
    return views;
  }

  /** From now on changes of hosts go to the group; returns when no other is under way. */
  private static void putOn(
      List<ServedVolume> volumes, List<GroupMember.Part> parts, List<PairedVolume> views) {
    List<CompletableFuture<@Nullable Void>> drained = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      drained.add(volumes.get(i).put(parts.get(i).volume(), views.get(i)));
    }
    drained.forEach(CompletableFuture::join);
  }

  private static void noKey(long lba, java.nio.ByteBuffer plain, java.nio.ByteBuffer sealed) {
    throw new IllegalStateException("sealing without a key");
  }

  private static @Nullable PairFault fault(
      PairDefinition pair, List<ServedVolume> volumes, RingJournal journal, PairFiles files)
      throws IOException {
    for (int i = 0; i < volumes.size(); i++) {
      PairMember member = pair.members().get(i);
      Volume raw = volumes.get(i).raw();
      // Rule 8 first: nothing of another volume may be shipped over the good copy.
      if (!raw.traits().incarnation().equals(member.incarnation())
          || !raw.geometry().equals(member.geometry())) {
        return new PairFault(
            PairFault.Reason.OTHER_INCARNATION,
            ("volume %s is not the one that was paired: it was made anew, restored or exchanged;"
                    + " if its content is right, resync copies all of it")
                .formatted(member.volume()));
      }
    }
    String damage = journal.damage();
    return damage != null ? new PairFault(PairFault.Reason.JOURNAL_DAMAGED, damage) : files.fault();
  }
}
